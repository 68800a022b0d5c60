// One sale whose counter loses its power, and what became of it.
import type { Scenario } from '../../../simulators/board/scenario.ts';
import type { KillAt } from '../agent-child-words.ts';
import { openRig, type Rig, type RigChange } from './rig.ts';
import type { Template } from './template.ts';

export interface KilledSale {
  slots: number[];
  /** What is wrong with the board before the sale. */
  board?: Scenario[];
  /** Kill point of the sale. */
  at?: KillAt;
  /** Kill points of the restarts that follow, counted from the start of each process. */
  restartsAt?: KillAt[];
  change?: RigChange;
}

export type KilledSaleEnd = Awaited<ReturnType<Rig['audit']>> & {
  /** How often the power really failed. */
  kills: number;
  /** Kill points passed by the last process. */
  points: string[];
};

/** Sells, kills, restarts over the same folder until the counter stays alive, waits, and judges. */
export async function killedSale(template: Template, sale: KilledSale): Promise<KilledSaleEnd> {
  const rig = await openRig(template, sale.change);
  try {
    for (const scenario of sale.board ?? []) await rig.happens(scenario);
    const kills = await sellAndDie(rig, sale);
    await rig.settle(({ outOfService }) => outOfService === null);
    const points = [...rig.counter().points];
    return { ...(await rig.audit()), kills, points };
  } finally {
    await rig.stop();
  }
}

async function sellAndDie(rig: Rig, { slots, at, restartsAt = [] }: KilledSale): Promise<number> {
  await rig.sell(slots, at);
  if (!(await diesOrSettles(rig))) return 0;
  let kills = 1;
  for (const point of restartsAt) {
    await rig.restartCounter(point);
    if (!(await diesOrSettles(rig))) return kills;
    kills += 1;
  }
  await rig.restartCounter();
  return kills;
}

/** True when the counter died. */
async function diesOrSettles(rig: Rig): Promise<boolean> {
  const counter = rig.counter();
  const settling = rig.settle().catch(async (objection: unknown) => {
    if (counter.isRunning) throw objection;
    await counter.gone();
  });
  await Promise.race([counter.gone(), settling]);
  return counter.wasKilled;
}
