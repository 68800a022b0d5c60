// For tests: a counter's sales over an outside world that outlives the process, with a kill switch at every exchange.
import { type Line, type LineBody, lineMessage } from '@zhuangui/protocol/journal-lines.ts';
import type { Outcome } from '@zhuangui/protocol/units.ts';
import { sampleLists, sampleNowMs, sampleSlot } from '../gate/gate-samples.ts';
import { createGateSource } from '../gate/gate-source.ts';
import type { Payment, PaymentResult } from '../payment/payment.ts';
import { createPlanogram, type Planogram } from '../planogram/planogram.ts';
import type { Clock } from '../platform/clock.ts';
import { silentLog } from '../platform/log.ts';
import type { SaleBoard } from './board.ts';
import { openOrdersOf } from './open-orders.ts';
import { auditSales, type MotorTruth } from './sale-auditor.ts';
import { createSales, type Sales, type SalesParts } from './sale-runner.ts';

const never = <T>() => new Promise<T>(() => {});

/** Timers that run when told to. */
export class HandClock implements Clock {
  readonly timers = new Map<number, { dueMs: number; run: () => void }>();
  #ms = 0;
  #next = 0;
  nowMs = () => sampleNowMs + this.#ms;
  monotonicMs = () => this.#ms;
  setTimer(delayMs: number, run: () => void): () => void {
    const id = ++this.#next;
    this.timers.set(id, { dueMs: this.#ms + delayMs, run });
    return () => this.timers.delete(id);
  }
  /** Lets time pass; runs what is due in order. */
  pass(ms: number): void {
    const untilMs = this.#ms + ms;
    for (;;) {
      const due = [...this.timers].filter(([, { dueMs }]) => dueMs <= untilMs);
      const first = due.sort(([, a], [, b]) => a.dueMs - b.dueMs)[0];
      if (!first) break;
      this.timers.delete(first[0]);
      this.#ms = Math.max(this.#ms, first[1].dueMs);
      first[1].run();
    }
    this.#ms = untilMs;
  }
}

/** What outlives the process: the journal's lines, the money, the goods. */
export class Outside {
  readonly lines: Line[] = [];
  readonly motors: MotorTruth[] = [];
  readonly charges = new Map<string, number>();
  readonly shut = new Set<string>();
  readonly refunds: { order: string; refund: string; amountFen: number }[] = [];
  orders = 0;

  constructor() {
    for (const slot of [1, 2]) this.write([restock(slot)]);
  }

  write(bodies: readonly LineBody[]): Line[] {
    const lines = bodies.map(
      (body, index) => ({ seq: this.lines.length + index + 1, at: 1, up: 1, ...body }) as Line,
    );
    for (const line of lines) {
      const checked = lineMessage(line.kind).check(line);
      if (!checked.ok) throw Object.assign(new Error(checked.problem.message), { code: 'invalid' });
    }
    this.lines.push(...lines);
    return lines;
  }

  audit(): string[] {
    const ids = new Set([...this.charges.keys(), ...this.refunds.map((one) => one.order)]);
    const money = [...ids].map((order) => ({
      order,
      chargedFen: this.charges.get(order) ?? 0,
      refunds: this.refunds.filter((one) => one.order === order),
    }));
    return auditSales({ lines: this.lines, motors: this.motors, money });
  }

  kinds(): string[] {
    return this.lines.map((line) => ('state' in line ? `${line.kind}-${line.state}` : line.kind)).slice(2);
  }
}

export function restock(slot: number, count = 5): LineBody {
  const { entry, lot, madeOn, bestBefore, capacity, priceFen } = sampleSlot;
  return { kind: 'restock', slot, entry, lot, madeOn, bestBefore, count, capacity, priceFen, operator: 'op' };
}

export interface RigOptions {
  /** What the motor does, and whether the board can tell. */
  board?: Outcome;
  /** The process dies at this exchange with the world, counted from 1. */
  killAt?: number;
  /** Replaces an answer of the payment method. */
  pay?: (order: { order: string; totalFen: number }, outside: Outside) => Promise<PaymentResult>;
  refund?: (outside: Outside) => 'normal' | 'unknown' | 'lost-answer';
  /** Called before an append; throws to make it fail. */
  beforeAppend?: (bodies: readonly LineBody[]) => void;
  parts?: Partial<SalesParts>;
  boardOnline?: () => boolean;
  journalWritable?: () => boolean;
}

export interface Rig {
  sales: Sales;
  clock: HandClock;
  planogram: Planogram;
  exchanges(): string[];
  dead(): boolean;
}

/** One life of the agent over an outside world. */
export function startRig(outside: Outside, options: RigOptions = {}): Rig {
  const clock = new HandClock();
  const planogram = createPlanogram(new Map(), 0);
  planogram.apply(outside.lines);
  const exchanges: string[] = [];
  let dead = false;

  /** One exchange with the world; a dead process never hears its answer. */
  async function point(name: string): Promise<void> {
    if (dead) return never();
    exchanges.push(name);
    if (exchanges.length !== options.killAt) return;
    dead = true;
    return never();
  }

  const sales = createSales({
    journal: {
      async append(bodies) {
        await point(`before ${bodies[0]!.kind}`);
        options.beforeAppend?.(bodies);
        const lines = outside.write(bodies);
        await point(`after ${bodies[0]!.kind}`);
        return lines;
      },
    },
    committed: (lines) => planogram.apply(lines),
    openOrders: async () => openOrdersOf(outside.lines),
    payments: [fakePayment(outside, options, point)],
    board: fakeBoard(outside, options, point),
    gate: createGateSource({
      slot: (slot) => planogram.slot(slot),
      lists: () => sampleLists(),
      trustedNowMs: () => sampleNowMs,
      boardOnline: options.boardOnline ?? (() => true),
      journalWritable: options.journalWritable ?? (() => true),
    }),
    clock,
    random: {
      hex(length) {
        outside.orders += 1;
        return outside.orders.toString(16).padStart(length * 2, '0');
      },
      fraction: () => 0.5,
    },
    log: silentLog,
    ...options.parts,
  });
  return { sales, clock, planogram, exchanges: () => exchanges, dead: () => dead };
}

type Point = (name: string) => Promise<void>;

function fakeBoard(outside: Outside, options: RigOptions, point: Point): SaleBoard {
  const outcome = options.board ?? 'delivered';
  return {
    async vend({ selection }) {
      await point('before vend');
      const dropped = outcome !== 'not-delivered';
      outside.motors.push({ slot: selection, linesBefore: outside.lines.length, dropped });
      await point('motor turned');
      return { outcome, detail: 'drop sensor', status: outcome === 'delivered' ? 2 : 3 };
    },
    async watch({ selection }) {
      await point('watch');
      const announced = outside.lines.filter((line) => line.kind === 'dispensing' && line.slot === selection);
      const turned = outside.motors.filter((motor) => motor.slot === selection);
      const knows = outcome !== 'unknown' && turned.length === announced.length;
      return { report: knows ? outcome : 'none', detail: 'after a restart' };
    },
  };
}

function fakePayment(outside: Outside, options: RigOptions, point: Point): Payment {
  const known = (order: string): PaymentResult => {
    const amountFen = outside.charges.get(order);
    if (amountFen !== undefined) return { state: 'paid', amountFen, transaction: `t-${order}` };
    outside.shut.add(order);
    return { state: 'not-paid', reason: 'walked away' };
  };
  return {
    method: 'test',
    async request(order) {
      await point('before payment');
      if (options.pay) return options.pay(order, outside);
      if (!outside.shut.has(order.order)) outside.charges.set(order.order, order.totalFen);
      await point('paid');
      return known(order.order);
    },
    async query(order) {
      await point('query');
      return known(order);
    },
    async refund({ refund, order, amountFen }) {
      await point('before refund');
      const how = options.refund?.(outside) ?? 'normal';
      const before = outside.refunds.find((one) => one.refund === refund);
      if (!before && how !== 'unknown') outside.refunds.push({ order, refund, amountFen });
      await point('refunded');
      return how === 'normal' ? { state: 'done' } : { state: 'unknown', reason: 'no answer' };
    },
    cancel: (order) => void known(order),
  };
}

/** Waits for a condition, turn by turn of the event loop. */
export async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 5000; turn += 1) {
    if (holds()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('the condition never held');
}
