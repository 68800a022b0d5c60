// One seed: a world, an auditor that judges every fact, and what came of it.
import { createHash } from 'node:crypto';
import { createAuditor } from './auditor.ts';
import { Dice } from './dice.ts';
import type { Fact } from './observations.ts';
import { prepare, startMs } from './prepared.ts';
import { watchRecoveryRows } from './recovery-rows.ts';
import { restOf } from './rest.ts';
import type { SeedReport } from './seed-report.ts';
import { told } from './story.ts';
import { swarmOf } from './swarm.ts';
import { World } from './world.ts';

const bounds = { withdrawalMs: 60_000, restMs: 60 * 60_000 };
const prepared = prepare();
const rows = watchRecoveryRows();

/** Rejects only when the world itself is broken; what the programs in it break is in the report, with the last facts. */
export async function runSeed(seed: number, storyLength = 400): Promise<SeedReport> {
  const dice = new Dice(seed + 1);
  const swarm = swarmOf(dice.split());
  const auditor = createAuditor(bounds);
  const trace = createHash('sha256');
  const violations = new Set<string>();
  const story: Fact[] = [];
  let events = 0;
  const see = (fact: Fact) => {
    events += 1;
    trace.update(fact.kind === 'line' ? `${fact.machine} ${fact.hash}` : JSON.stringify(fact));
    story.push(fact);
    if (story.length > 2 * storyLength) story.splice(0, storyLength);
    for (const violation of auditor.see(fact)) violations.add(violation);
  };
  const world = new World({ prepared: await prepared, swarm, dice, see });
  try {
    await world.time.run(whole(world, auditor, violations));
  } catch (error) {
    violations.add(`S12: the world stands still: ${String(error)}`);
  }
  for (const trouble of [...world.troubles, ...world.hub.troubles]) violations.add(`S12: ${trouble}`);
  return {
    seed,
    violations: [...violations],
    traceHash: trace.digest('hex'),
    events,
    virtualMs: Math.floor(world.time.nowMs() - startMs),
    orders: world.orders,
    counters: swarm.counters,
    lives: world.hub.lives + world.counters.reduce((sum, { lives }) => sum + lives, 0),
    faults: { ...world.faults, ...gatewayFaultsOf(world) },
    recoveryRows: rows.take(),
    story: story.slice(-storyLength).map((fact) => told(fact, startMs)),
  };
}

async function whole(
  world: World,
  auditor: ReturnType<typeof createAuditor>,
  violations: Set<string>,
): Promise<void> {
  const restedAfterMs = await world.run(bounds);
  const rest = await restOf(world, restedAfterMs);
  for (const violation of auditor.end(rest)) violations.add(violation);
  await world.end();
}

const gatewayFaultsOf = ({ gateway }: World) =>
  Object.fromEntries(
    Object.entries(gateway.counts)
      .filter(([, count]) => count > 0)
      .map(([kind, count]) => [`gateway: ${kind}`, count]),
  );
