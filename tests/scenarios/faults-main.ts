// npm run faults -- [--only 4,5a] [--quick] [--seed n]: real faults on real processes, as a table.
import { parseArgs } from 'node:util';
import { createNeedsChecker } from '../../simulators/faults/needs.ts';
import { allFaults, chosen } from './faults/list.ts';
import { lineOf, type Ran, runFault, summaryOf, tableHead } from './faults/run-faults.ts';
import { openStage } from './faults/stage.ts';

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, quick: { type: 'boolean' }, seed: { type: 'string' } },
  });
  const only = (values.only ?? '').split(',').filter((one) => one !== '');
  const seed = Number(values.seed ?? 1);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Error(`--seed ${values.seed}: write a whole number`);
  const stage = openStage();
  try {
    const faults = chosen(allFaults(stage), only);
    const missing = createNeedsChecker();
    const all: Ran[] = [];
    console.log(tableHead);
    for (const fault of faults) {
      const tell = (text: string) => {
        if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${fault.id} ${text}\r`);
      };
      const ran = await runFault(fault, { quick: values.quick ?? false, seed, tell }, missing);
      if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
      all.push(ran);
      console.log(lineOf(ran));
    }
    const { text, code } = summaryOf(all);
    console.log(text);
    return code;
  } finally {
    await stage.close();
  }
}

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    console.error(error.message);
    process.exit(2);
  },
);
