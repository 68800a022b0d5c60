// Every attack against a hub of its own, from the command line, as a table.
//   npm run attack -- [--seconds 3] [--seed 1] [--only words]
//   npm run attack -- --fuzz 3000 --seed 1 [--from 0]
import { parseArgs } from 'node:util';
import { defaultLimits } from '../../hub/broker/limits.ts';
import { allAttacks } from './attacks/all.ts';
import { fuzzSome, replayCommand } from './fuzz.ts';
import { openStand, type Stand, shortLimits } from './rig/stand.ts';
import { Wires } from './rig/wire.ts';
import { type AttackResult, measureCalm, runAttack } from './run-attacks.ts';
import { faultsOf, headline, rowOf } from './table.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    fuzz: { type: 'string' },
    from: { type: 'string', default: '0' },
  },
});
const number = (name: 'seconds' | 'seed' | 'fuzz' | 'from'): number => {
  const value = Number(values[name]);
  if (Number.isFinite(value) && value >= 0) return value;
  console.error(`--${name} ${values[name]}: give a number from 0`);
  process.exit(2);
};

async function attacks(stand: Stand): Promise<boolean> {
  const seed = number('seed');
  const calm = await measureCalm(stand, 2000);
  console.log(headline(calm));
  const results: AttackResult[] = [];
  for (const attack of allAttacks(seed).filter(({ name }) => name.includes(values.only))) {
    const result = await runAttack(stand, attack, {
      ...{ ms: number('seconds') * 1000, calmMs: 1000, seed, connections: calm.connections },
    });
    results.push(result);
    console.log(rowOf(result));
    for (const fault of faultsOf(attack, result)) console.log(`    ${fault}`);
  }
  return results.every((result) => result.uncaught.length === 0 && result.harmed === 0);
}

/** In steps of a hundred connections, so that a failure names few of them. */
async function fuzz(stand: Stand): Promise<boolean> {
  const [seed, count, first] = [number('seed'), number('fuzz'), number('from')];
  const wires = new Wires();
  for (let from = first; from < first + count; from += 100) {
    const some = Math.min(100, first + count - from);
    await fuzzSome({ stand, wires }, seed, from, some);
    const { uncaught } = await stand.look();
    if (uncaught.length === 0) continue;
    console.log(`${uncaught.join('\n')}\nplay it again: ${replayCommand(seed, from, some)}`);
    return false;
  }
  console.log(`${wires.spent.connections} connections, ${wires.spent.packets} packets, nothing uncaught`);
  return true;
}

// The bounds of production; only the time limits are short, so that an attack of seconds sees them end.
const stand = await openStand({ limits: { ...shortLimits, waitingMax: defaultLimits.waitingMax } });
const isWell = await (values.fuzz === undefined ? attacks(stand) : fuzz(stand)).finally(() => stand.close());
process.exitCode = isWell ? 0 : 1;
