// Rows 11, 13 and 14: the line between a counter and its hub loses packets, is slow, is deaf on one side. The counter's
// process has a network of its own; what it sells meanwhile must reach the hub whole.
import type { Fault, FaultContext, FaultReport } from '../../../simulators/faults/fault.ts';
import { joinReports } from '../../../simulators/faults/fault.ts';
import { type NetCell, openNetCell } from '../../../simulators/faults/net-cell.ts';
import { eventually } from '../rig/eventually.ts';
import type { Rig, RigChange } from '../rig/rig.ts';
import { healedAndJudged, withRig } from './counter-rig.ts';
import type { Stage } from './stage.ts';

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/** A counter behind its own cable. */
async function onCable(
  stage: Stage,
  name: string,
  change: RigChange,
  work: (rig: Rig, cable: NetCell) => Promise<readonly string[]>,
): Promise<string[]> {
  const cable = await openNetCell();
  try {
    const launch = { launch: cable.launch, hubHost: cable.hostAddress };
    return await withRig(stage, { ...change, ...launch }, name, (rig) => work(rig, cable));
  } finally {
    await cable.remove();
  }
}

/** Sells one and resolves with how long the hub took to hold all of it, milliseconds. */
async function reported(rig: Rig, slot: number): Promise<number> {
  await rig.sell([slot]);
  await eventually(async () => {
    const { sale } = await rig.counter().status();
    if (sale !== null && sale !== 'finished') throw new Error(`still ${sale}`);
  });
  const from = performance.now();
  await rig.settle();
  return performance.now() - from;
}

async function salesUnder(rig: Rig, sales: number): Promise<number[]> {
  const delays: number[] = [];
  for (let sale = 0; sale < sales; sale += 1) delays.push(await reported(rig, 1 + (sale % 8)));
  return delays;
}

/** A sale line twice at the hub, or none: read from the hub's own list of sales. */
async function hubSales(rig: Rig, expected: number): Promise<string[]> {
  const { sales } = await rig.hub.hub.ledger.totals();
  return sales === expected ? [] : [`the hub counts ${sales} sales, ${expected} were delivered`];
}

async function lossy(stage: Stage, percent: number, sales: number): Promise<FaultReport> {
  let worstMs = 0;
  const violations = await onCable(stage, `${percent} % loss`, {}, async (rig, cable) => {
    await cable.lose(percent);
    worstMs = Math.max(...(await salesUnder(rig, sales)));
    await cable.heal();
    const judged = await healedAndJudged(rig);
    const delivered = judged.outcomes.filter((outcome) => outcome === 'delivered').length;
    return [...judged.problems, ...(await hubSales(rig, delivered))];
  });
  return {
    runs: sales,
    violations,
    figure: `${percent} %: slowest report ${Math.round(worstMs)} ms after the sale`,
  };
}

async function losses(stage: Stage, { quick, tell }: FaultContext): Promise<FaultReport> {
  const reports: FaultReport[] = [];
  for (const percent of quick ? [20] : [5, 20, 40]) {
    tell(`${percent} %`);
    reports.push(await lossy(stage, percent, quick ? 2 : 6));
  }
  return joinReports(reports);
}

async function narrow(stage: Stage, { quick }: FaultContext): Promise<FaultReport> {
  const sales = quick ? 2 : 8;
  let delays: number[] = [];
  let listsMs = 0;
  const violations = await onCable(stage, '64 kbit/s', {}, async (rig, cable) => {
    await cable.slow(64_000);
    delays = await salesUnder(rig, sales);
    const { entry } = (await stage.template()).slots[7]!;
    const from = performance.now();
    const { id } = await rig.hub.hub.sanctions.withdrawProduct(entry, {
      reason: '抽检不合格',
      by: 'supervisor',
    });
    await eventually(async () => {
      const { confirmed, total } = await rig.hub.hub.sanctions.effectiveness(id);
      if (confirmed !== total) throw new Error(`${confirmed} of ${total} have confirmed`);
    });
    listsMs = performance.now() - from;
    await cable.heal();
    return (await healedAndJudged(rig)).problems;
  });
  const slowest = Math.max(...delays);
  return {
    runs: sales + 1,
    violations,
    figure: `slowest report ${Math.round(slowest)} ms after the sale, withdrawal applied and confirmed after ${seconds(listsMs)}`,
  };
}

const keepaliveS = 4;

/** Nobody says goodbye: one side goes deaf. Both must notice, and what was sold meanwhile arrives afterwards. */
async function halfOpen(stage: Stage, direction: 'up' | 'down'): Promise<FaultReport> {
  let noticedMs = 0;
  const name = `deaf ${direction}`;
  const violations = await onCable(stage, name, { keepaliveS }, async (rig, cable) => {
    const found: string[] = [];
    await cable.deafen(direction);
    const from = performance.now();
    if (!(await rig.sell([1]))?.accepted) found.push('a counter without its hub did not sell');
    await eventually(
      async () => {
        if ((await rig.counter().status()).position !== undefined)
          throw new Error('still thinks it is connected');
      },
      { timeoutMs: 30_000 },
    );
    noticedMs = performance.now() - from;
    // mqtt.js asks once a keepalive and waits half of one more: 1.5, and a second for the machine.
    const boundMs = keepaliveS * 2000 + 1000;
    if (noticedMs > boundMs) found.push(`noticed only after ${seconds(noticedMs)}`);
    await cable.heal();
    const judged = await healedAndJudged(rig);
    return [...found, ...judged.problems, ...(await hubSales(rig, 1))];
  });
  return {
    runs: 1,
    violations,
    figure: `${name}: noticed after ${seconds(noticedMs)} (keepalive ${keepaliveS} s)`,
  };
}

export const lineFaults = (stage: Stage): Fault[] => [
  {
    id: '11',
    name: 'packet loss 5, 20, 40 %',
    needs: ['network-namespace'],
    run: (context) => losses(stage, context),
  },
  {
    id: '13',
    name: 'line of 64 kbit/s',
    needs: ['network-namespace'],
    run: (context) => narrow(stage, context),
  },
  {
    id: '14',
    name: 'half-open connection',
    needs: ['network-namespace'],
    async run({ quick }) {
      const directions = quick ? (['down'] as const) : (['up', 'down'] as const);
      const reports: FaultReport[] = [];
      for (const direction of directions) reports.push(await halfOpen(stage, direction));
      return joinReports(reports);
    },
  },
];
