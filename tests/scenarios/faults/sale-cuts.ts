// Rows 3 and 4: the counter's own process dies, and with it the power of its disk, in the middle of sales.
import { join } from 'node:path';
import type { Fault, FaultContext, FaultReport } from '../../../simulators/faults/fault.ts';
import { openLoopDisk } from '../../../simulators/faults/loop-disk.ts';
import { eventually } from '../rig/eventually.ts';
import { inLanes } from '../rig/lanes.ts';
import { openRig, type Rig } from '../rig/rig.ts';
import { healedAndJudged, withRig } from './counter-rig.ts';
import type { Stage } from './stage.ts';

const lanes = 3;

/** Every so manyth moment of an undisturbed sale. */
async function moments(stage: Stage, step: number, seed: number): Promise<string[]> {
  const rig = await openRig(await stage.template());
  try {
    await rig.sell([1]);
    await rig.settle();
    const { points } = rig.counter();
    const inSale = points.slice(0, points.indexOf('after the commit of closed') + 1);
    return inSale.filter((_, index) => (index + seed) % step === 0);
  } finally {
    await rig.stop();
  }
}

/** The power of the disk fails at the very moment, and comes back. */
async function cutSale(stage: Stage, kind: 'ext4' | 'xfs', at: string): Promise<string[]> {
  const disk = await openLoopDisk(kind);
  try {
    const change = { counterFolder: join(disk.mount, 'counter'), powerCut: disk.mount };
    return await withRig(stage, change, `${kind}, power cut ${at}`, async (rig) => {
      await disk.sync();
      await rig.sell([1], at);
      await Promise.race([rig.counter().gone(), rig.settle().catch(() => rig.counter().gone())]);
      if (!rig.counter().wasKilled) return (await rig.audit()).problems;
      await disk.bringBack();
      await rig.restartCounter();
      return (await healedAndJudged(rig)).problems;
    });
  } finally {
    await disk.remove();
  }
}

async function powerCutsInSales(stage: Stage, { quick, seed, tell }: FaultContext): Promise<FaultReport> {
  const points = await moments(stage, quick ? 8 : 2, seed);
  const cases = points.flatMap((at) => (['ext4', 'xfs'] as const).map((kind) => ({ at, kind })));
  const found = await inLanes(lanes, cases, ({ at, kind }) => {
    tell(`${kind} ${at}`);
    return cutSale(stage, kind, at);
  });
  return {
    runs: cases.length,
    violations: found.flat(),
    figure: `${points.length} moments of a sale on each file system`,
  };
}

/** One counter, killed at random times while it sells; restarted each time. */
async function killLoop(rig: Rig, kills: number, draw: () => number): Promise<number[]> {
  const readyMs: number[] = [];
  for (let kill = 0; kill < kills; kill += 1) {
    const selling = rig.sell([1 + (kill % 8)]).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, draw() * 700));
    await rig.killCounter();
    await selling;
    const from = performance.now();
    await rig.restartCounter();
    await eventually(async () => {
      if ((await rig.counter().status()).outOfService !== null) throw new Error(rig.counter().said);
    });
    readyMs.push(performance.now() - from);
    // Slots run empty and lock when outcomes are unknown: both are fine, an order may be refused.
  }
  return readyMs;
}

const middle = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;

async function kills(stage: Stage, { quick, seed }: FaultContext): Promise<FaultReport> {
  const perCounter = quick ? 4 : 25;
  const counters = Array.from({ length: quick ? 1 : 8 }, (_, index) => index);
  const readyMs: number[] = [];
  const found = await inLanes(lanes, counters, (index) => {
    let state = seed * 7919 + index * 104_729 + 1;
    const draw = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    return withRig(stage, {}, `counter ${index}`, async (rig) => {
      readyMs.push(...(await killLoop(rig, perCounter, draw)));
      await rig.settle();
      return (await rig.audit()).problems;
    });
  });
  const figure = `ready to sell after ${(middle(readyMs) / 1000).toFixed(1)} s (median), ${(Math.max(...readyMs) / 1000).toFixed(1)} s at most`;
  return { runs: readyMs.length, violations: found.flat(), figure };
}

export const saleCuts = (stage: Stage): Fault[] => [
  {
    id: '3',
    name: 'kill -9 of the agent while it sells',
    needs: [],
    run: (context) => kills(stage, context),
  },
  {
    id: '4c',
    name: 'power cut of the agent’s disk at moments of a sale',
    needs: ['loop-ext4', 'loop-xfs'],
    run: (context) => powerCutsInSales(stage, context),
  },
];
