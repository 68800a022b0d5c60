// Random sales at several counters with everything that can go wrong switched on; then all is healed and judged.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays, dayOf } from '@zhuangui/protocol/days.ts';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import * as words from '../../simulators/board/scenario-words.ts';
import type { FaultSpec } from '../../simulators/gateway/faults.ts';
import { Dice } from '../../simulators/world/dice.ts';
import { VirtualTime } from '../../simulators/world/virtual-time.ts';
import { type CounterEvidence, judge, type Verdict } from './judge.ts';
import { befall, gatewayFaults, strikesAtFirst, withdrawSome } from './mishaps.ts';
import { type Power, watchDatabases } from './power.ts';
import { shop } from './shopper.ts';
import { SoakCounter } from './soak-counter.ts';
import { SoakHub } from './soak-hub.ts';

const minute = 60_000;
/** INC-10: so long after everything is well again nothing is pending. */
export const pendingBoundMs = 60 * minute;
const maxTriesAFail = 400;

export type Counts = Record<string, number>;

export interface SoakOptions {
  sales: number;
  seed: number;
  counters?: number;
  /** Told now and then. */
  progress?: (sales: number) => void;
}

export interface SoakReport extends Verdict {
  sales: number;
  seed: number;
  virtualMs: number;
  /** Powers cut and agents started. */
  lives: number;
  ways: Counts;
  faults: Counts;
  cases: Counts;
  /** How long after healing the last order was settled. */
  settledAfterMs: number;
}

const count = (into: Map<string, number>, key: string) => void into.set(key, (into.get(key) ?? 0) + 1);

class Soak {
  readonly options: SoakOptions;
  readonly dice: Dice;
  readonly time = new VirtualTime(Math.floor(Date.now() / minute) * minute);
  readonly ways = new Map<string, number>();
  readonly faults = new Map<string, number>();
  readonly troubles: string[] = [];
  hub!: SoakHub;
  counters: SoakCounter[] = [];
  sales = 0;

  constructor(options: SoakOptions) {
    this.options = options;
    this.dice = new Dice(options.seed);
  }

  async open(folder: string, power: Power): Promise<void> {
    const { time, dice } = this;
    this.hub = new SoakHub(time, dice.split(), join(folder, 'hub'));
    await this.hub.open();
    const { counters = 8 } = this.options;
    this.counters = Array.from({ length: counters }, (_, index) => {
      const id = `k-${String(index + 1).padStart(4, '0')}`;
      return new SoakCounter({
        id,
        folder: join(folder, id),
        time,
        hub: this.hub,
        power,
        dice: dice.split(),
      });
    });
    for (const counter of this.counters) await counter.switchOn();
  }

  /** Shoppers come one after the other until enough orders were made. */
  async trade(counter: SoakCounter, dice: Dice): Promise<void> {
    const { time, hub } = this;
    const tell = (kind: string) => count(this.faults, kind);
    const parts = { counter, hub, time, dice, tell };
    let vain = 0;
    let untilVisit = dice.between(6, 14);
    while (this.sales < this.options.sales && vain < maxTriesAFail) {
      if (!counter.agent) {
        await time.sleep(dice.between(200, 15_000));
        await counter.start();
      }
      if (dice.chance(0.45)) await befall(parts);
      const way = await shop({
        ...parts,
        paid: (slots) => {
          if (dice.chance(0.04)) void withdrawSome(parts, slots).catch(() => undefined);
        },
      });
      if (way === undefined) vain += 1;
      else if (!way.startsWith('not sold')) {
        vain = 0;
        this.sales += 1;
        if (this.sales % 100 === 0) this.options.progress?.(this.sales);
      }
      if (way !== undefined) count(this.ways, way);
      untilVisit -= way === undefined ? 2 : 1;
      if (untilVisit <= 0) {
        untilVisit = dice.between(6, 14);
        await this.#visit(counter);
      }
      await time.sleep(way === undefined ? dice.between(2_000, 8_000) : dice.between(200, 3_000));
    }
    if (vain >= maxTriesAFail)
      this.troubles.push(`${counter.id}: sells nothing any more: ${whyNot(counter)}`);
  }

  async #visit(counter: SoakCounter): Promise<void> {
    let isOver = false;
    const visiting = counter.visit().catch((error: unknown) => {
      if (counter.agent) this.troubles.push(`${counter.id}: visit: ${String(error)}`);
    });
    void visiting.then(() => {
      isOver = true;
    });
    await this.time.until(() => isOver || !counter.agent, 5 * minute);
  }

  /** Everything is well again; resolves with the time until nothing was pending. */
  async heal(): Promise<number> {
    const { hub, time, counters } = this;
    hub.gateway.setFaults([]);
    await hub.withdraw(undefined);
    const sinceMs = time.nowMs();
    for (const counter of counters) {
      hub.cutLink(counter.id, false);
      counter.light({ at: 'line boot', when: 'before', skip: 0 });
      await counter.board.apply(words.plug());
      await counter.board.apply(words.heal());
      if (!counter.agent) await counter.start();
    }
    // The night's bills find what came so late that nobody asked any more.
    await this.compareBills();
    for (;;) {
      for (const counter of counters) await this.#visit(counter);
      const open = await this.pending();
      const passedMs = time.nowMs() - sinceMs;
      if (open === 0 || passedMs >= pendingBoundMs) return passedMs;
      await time.sleep(minute);
    }
  }

  async countGatewayFaults(): Promise<void> {
    const { gateway } = this.hub;
    const left = await this.time.whileReal(async () => (await fetch(`${gateway.phoneUrl}/faults`)).json());
    for (const { kind, count: rest } of left as FaultSpec[])
      this.faults.set(`gateway: ${kind}`, strikesAtFirst - (rest ?? 0));
  }

  /** Orders without a `closed` line, and money that the hub holds as pending. */
  async pending(): Promise<number> {
    const { pendingFen } = await this.hub.payments.totals();
    let open = pendingFen > 0 ? 1 : 0;
    for (const counter of this.counters) {
      const lines = await counter.lines();
      open += lines.filter(({ kind }) => kind === 'order').length;
      open -= lines.filter(({ kind }) => kind === 'closed').length;
      open += counter.agent?.cash?.owed().length ?? 0;
    }
    return open;
  }

  async compareBills(): Promise<string[]> {
    const { hub, time } = this;
    const billDifferences: string[] = [];
    for (let day = dayOf(time.startMs); day <= dayOf(time.nowMs()); day = addDays(day, 1))
      for (const bill of await hub.payments.runBill(day)) {
        if (bill.problem && hub.gateway.ledger().length === 0) continue;
        for (const { kind, key } of bill.differences ?? [])
          billDifferences.push(`${bill.method} ${day} ${kind} ${key}`);
      }
    return billDifferences;
  }

  async evidence() {
    const { hub, counters } = this;
    const billDifferences = await this.compareBills();
    const found: CounterEvidence[] = [];
    for (const counter of counters) found.push(evidenceOf(counter, await counter.lines()));
    const { chargedFen, keptFen, refundedFen, pendingFen } = await hub.payments.totals();
    const charges = hub.gateway.ledger().map(({ orderNo, chargedFen: charged, refunds }) => {
      return { order: orderNo, chargedFen: charged, refunds };
    });
    return {
      counters: found,
      charges,
      hub: { chargedFen, keptFen, refundedFen, pendingFen },
      billDifferences,
    };
  }
}

function evidenceOf(counter: SoakCounter, lines: Line[]): CounterEvidence {
  const truth = counter.board.truth();
  return {
    id: counter.id,
    lines,
    motors: truth.slots.map(({ selection, motorTurns, dropped }) => {
      return { slot: selection, turns: motorTurns, drops: dropped };
    }),
    falseDrops: counter.falseDrops,
    cash: truth.cash,
    handedOverFen: counter.handedOverFen,
    protocolBreaches: counter.board.violations(),
  };
}

function whyNot(counter: SoakCounter): string {
  const view = counter.agent?.shopperView();
  if (!view) return 'no power';
  const reasons = new Set(view.slots.flatMap((slot) => slot.reasons));
  return `${view.outOfService} ${[...reasons].join(' ')} ${JSON.stringify(view.methodOutages)} ${view.sale?.phase}`;
}

/** One whole soak. The process' `fetch` and `node:sqlite` are watched while it runs. */
export async function soak(options: SoakOptions): Promise<SoakReport> {
  const folder = await mkdtemp(join(tmpdir(), 'money-'));
  const power = watchDatabases();
  const one = new Soak(options);
  try {
    return await one.time.run(whole(one, folder, power));
  } finally {
    power.end();
    await rm(folder, { recursive: true, force: true });
  }
}

async function whole(one: Soak, folder: string, power: Power): Promise<SoakReport> {
  const { time, dice, options } = one;
  await time.whileReal(() => one.open(folder, power));
  one.hub.gateway.setFaults(gatewayFaults);
  await Promise.all(one.counters.map((counter) => one.trade(counter, dice.split())));
  await one.countGatewayFaults();
  const settledAfterMs = await one.heal();
  const verdict = judge(await one.evidence());
  const { hub } = one;
  const cases = new Map<string, number>();
  for (const { kind } of hub.cases) count(cases, kind);
  const report: SoakReport = {
    ...verdict,
    violations: [
      ...verdict.violations,
      ...one.troubles,
      ...hub.linkTroubles,
      ...one.counters.flatMap((c) => c.troubles),
    ],
    sales: one.sales,
    seed: options.seed,
    virtualMs: time.nowMs() - time.startMs,
    lives: one.counters.reduce((sum, { lives }) => sum + lives, 0),
    ways: Object.fromEntries(one.ways),
    faults: Object.fromEntries(one.faults),
    cases: Object.fromEntries(cases),
    settledAfterMs,
  };
  for (const counter of one.counters) {
    await counter.stop();
    await counter.board.stop();
  }
  await hub.close();
  return report;
}
