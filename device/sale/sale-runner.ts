// The counter's sales: one at a time in front, unfinished ones in the background until they are settled.
import type { GateReason, PaymentMethod } from '@zhuangui/protocol/units.ts';
import type { Payment } from '../payment/payment.ts';
import type { Random } from '../platform/random.ts';
import type { OpenOrder } from './open-orders.ts';
import { ticketLine } from './sale-lines.ts';
import { tailOf } from './sale-recovery.ts';
import { SaleSession, type SaleTimes, type SessionParts } from './sale-session.ts';
import { newSale, resumedSale, type SaleState } from './sale-state.ts';
import { idleView, type SaleView, saleView } from './sale-view.ts';

const minuteMs = 60_000;
const retryStepsMs = [
  5_000,
  15_000,
  minuteMs,
  minuteMs,
  minuteMs,
  5 * minuteMs,
  10 * minuteMs,
  20 * minuteMs,
];

export const defaultSaleTimes: SaleTimes = {
  paymentMs: 3 * minuteMs,
  vendMs: 3 * minuteMs,
  askMs: 30_000,
  watchMs: 15_000,
  retryMs: (attempt) => retryStepsMs[attempt - 1] ?? 30 * minuteMs,
};

export interface SalesParts
  extends Omit<SessionParts, 'payment' | 'times' | 'changed' | 'failed' | 'dropSensor' | 'elevator'> {
  /** Methods this counter takes money with. */
  payments: readonly Payment[];
  random: Random;
  /** How long a shopper may take to pay now; else `times.paymentMs`. */
  paymentMs?(): number;
  /** Orders the journal holds open: `loadOpenOrders`. */
  openOrders(): Promise<readonly OpenOrder[]>;
  times?: Partial<SaleTimes> | undefined;
  dropSensor?: boolean | undefined;
  elevator?: boolean | undefined;
}

export type StartResult =
  | { ok: true; order: string }
  | { ok: false; why: 'refused'; refusals: { slot: number; reasons: GateReason[] }[] }
  /** busy: another sale runs. recovering: a vend from before a restart is being asked about. */
  | { ok: false; why: 'busy' | 'recovering' | 'out-of-service' | 'bad-request'; message: string };

export interface RecoveryReport {
  /** Orders that were open. */
  found: number;
  closed: number;
  /** Still waiting for a payment method; asked again by itself. */
  pending: number;
  stopped: number;
}

export interface Sales {
  /** Resolves when the order (or its refusal) is in the journal; what follows is told by `onChange`. */
  start(request: { slots: readonly number[]; method: PaymentMethod }): Promise<StartResult>;
  /** The sale in front, also after its end until `dismiss` or the next one. */
  state(): SaleView;
  /** The shopper walks away; only a sale that is not paid yet can be cancelled. */
  cancel(): void;
  /** The shopper has read how it ended. */
  dismiss(): void;
  /** Settles what a restart left open; call once at start, before the first sale. Rejects when it cannot read. */
  recover(): Promise<RecoveryReport>;
  busy(): boolean;
  /**
   * Keeps new sales from beginning until the returned function is called, however often (OPR-14); undefined while one
   * runs, and then nothing is kept.
   */
  hold(): (() => void) | undefined;
  /** Recovery knows how every motor ended; what still waits for money does not hold up the next shopper (SALE-33). */
  ready(): boolean;
  /** Asks again now what an order waits for (a refund that a person has just handed over). */
  retry(order: string): void;
  /** Why nothing can be sold until `recover` succeeds, or undefined. */
  outOfService(): string | undefined;
  /** Orders behind the one in front that are not settled yet. */
  pending(): SaleView[];
  onChange(listener: () => void): () => void;
  /** Calls off every timer; the journal says where everything stands. */
  close(): void;
}

class SaleRunner implements Sales {
  readonly #parts: SalesParts;
  readonly #times: SaleTimes;
  readonly #listeners = new Set<() => void>();
  readonly #sessions = new Map<string, SaleSession>();
  readonly #complained = new Set<string>();
  #front: SaleSession | undefined;
  #watching = false;
  #hasBegun = false;
  #stopped: string | undefined;
  #recovery: Promise<RecoveryReport> | undefined;
  #recoveries = 0;
  #callOff: (() => void) | undefined;
  #closed = false;
  #holds = 0;

  constructor(parts: SalesParts) {
    this.#parts = parts;
    this.#times = { ...defaultSaleTimes, ...parts.times };
  }

  async start(request: { slots: readonly number[]; method: PaymentMethod }): Promise<StartResult> {
    const { slots, method } = request;
    const hindrance = this.#hindrance();
    if (hindrance) return hindrance;
    const payment = this.#parts.payments.find((one) => one.method === method);
    if (!payment) return bad(`this counter does not take ${method}`);
    if (slots.length < 1 || slots.length > 5) return bad('choose one to five items');
    const order = `o${this.#parts.random.hex(12)}`;
    const session = this.#open(newSale(order), payment);
    this.#front = session;
    session.send({ type: 'start', method, slots });
    await this.#until(() => session.over || session.state.record !== undefined);
    return startResult(session.state);
  }

  #hindrance(): StartResult | undefined {
    const no = (why: 'busy' | 'recovering' | 'out-of-service', message: string) =>
      ({ ok: false, why, message }) as const;
    if (this.#closed) return no('out-of-service', 'the agent is stopping');
    if (this.#stopped !== undefined) return no('out-of-service', this.#stopped);
    if (this.#watching) return no('recovering', 'the counter settles an order from before its restart');
    if (this.#front && !this.#front.resting) return no('busy', 'another sale is running');
    if (this.#holds > 0) return no('busy', 'somebody works at the counter');
    return undefined;
  }

  state(): SaleView {
    return this.#front ? saleView(this.#front.state) : idleView();
  }

  cancel(): void {
    this.#front?.send({ type: 'cancel' });
  }

  dismiss(): void {
    if (!this.#front?.resting) return;
    this.#front = undefined;
    this.#tell();
  }

  busy(): boolean {
    return this.#watching || (this.#front !== undefined && !this.#front.resting);
  }

  ready(): boolean {
    return this.#hasBegun && !this.#watching;
  }

  retry(order: string): void {
    this.#sessions.get(order)?.send({ type: 'retry' });
  }

  hold(): (() => void) | undefined {
    if (this.busy()) return undefined;
    this.#holds += 1;
    let isHeld = true;
    return () => {
      if (isHeld) this.#holds -= 1;
      isHeld = false;
    };
  }

  outOfService(): string | undefined {
    return this.#stopped;
  }

  pending(): SaleView[] {
    const behind = [...this.#sessions.values()].filter((one) => one !== this.#front || one.resting);
    return behind.map((session) => saleView(session.state));
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#closed = true;
    this.#callOff?.();
    for (const session of this.#sessions.values()) session.end();
    this.#tell();
  }

  recover(): Promise<RecoveryReport> {
    this.#recovery ??= this.#recover().finally(() => {
      this.#recovery = undefined;
    });
    return this.#recovery;
  }

  async #recover(): Promise<RecoveryReport> {
    this.#callOff?.();
    this.#watching = true;
    this.#hasBegun = true;
    try {
      const orders = await this.#abandoned();
      this.#stopped = undefined;
      const vends = orders.filter((order) => tailOf(order).tail === 'dispensing-without-outcome');
      const sessions: SaleSession[] = [];
      for (const order of vends) sessions.push(await this.#rested(this.#resume(order)));
      this.#watching = false;
      this.#tell();
      const rest = orders.filter((order) => !vends.includes(order)).map((order) => this.#resume(order));
      for (const session of rest) sessions.push(await this.#rested(session));
      if (this.#stopped === undefined) this.#recoveries = 0;
      return report(sessions);
    } catch (error) {
      this.#halt(`Open orders cannot be read: ${String(error)}`);
      throw error;
    } finally {
      this.#watching = false;
      this.#tell();
    }
  }

  /** Open orders that no session takes care of, neither before nor after they were read. */
  async #abandoned(): Promise<OpenOrder[]> {
    const before = new Set(this.#sessions.keys());
    const orders = await this.#parts.openOrders();
    return orders.filter(({ order }) => !before.has(order) && !this.#sessions.has(order));
  }

  #resume(order: OpenOrder): SaleSession {
    const payment = this.#parts.payments.find((one) => one.method === order.method);
    const session = this.#open(resumedSale(order), payment ?? missingPayment(order.method));
    session.send({ type: 'resume' });
    return session;
  }

  async #rested(session: SaleSession): Promise<SaleSession> {
    await this.#until(() => session.resting);
    return session;
  }

  #open(state: SaleState, payment: Payment): SaleSession {
    const { dropSensor = true, elevator = false } = this.#parts;
    const session = new SaleSession(state, {
      ...this.#parts,
      payment,
      dropSensor,
      elevator,
      times: { ...this.#times, paymentMs: this.#parts.paymentMs?.() ?? this.#times.paymentMs },
      changed: (one) => this.#changed(one),
      failed: (one, error) => this.#failed(one, error),
    });
    this.#sessions.set(state.order, session);
    // The screen keeps following an order that recovery took up again.
    if (this.#front?.state.order === state.order) this.#front = session;
    return session;
  }

  #changed(session: SaleSession): void {
    const { stopped, order } = session.state;
    if (session.over) {
      this.#sessions.delete(order);
      session.quiet();
    }
    if (stopped !== undefined && this.#stopped === undefined) this.#halt(stopped);
    this.#tell();
  }

  /** SALE-14: the counter stops selling; what is open is taken up again by a later recovery. */
  #halt(why: string): void {
    this.#stopped = why;
    if (this.#closed) return;
    this.#recoveries += 1;
    this.#parts.log.error({ why }, 'The counter sells nothing until its open orders are settled');
    this.#callOff = this.#parts.clock.setTimer(this.#times.retryMs(this.#recoveries), () => {
      this.recover().catch(() => undefined);
    });
  }

  #failed(session: SaleSession, error: unknown): void {
    const { order } = session.state;
    this.#parts.log.error({ order, error: String(error) }, 'A sale broke a rule that must always hold');
    if (this.#complained.has(order)) return;
    this.#complained.add(order);
    const lines = [ticketLine(order, 'sale-invariant', String(error))];
    this.#parts.journal.append(lines, this.#parts.project).then(this.#parts.committed, (failure: unknown) => {
      this.#parts.log.error({ order, error: String(failure) }, 'A ticket cannot be written');
    });
  }

  #until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!holds() && !this.#closed) return;
        off();
        resolve();
      };
      const off = this.onChange(look);
      look();
    });
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

const bad = (message: string): StartResult => ({ ok: false, why: 'bad-request', message });

function startResult(state: SaleState): StartResult {
  const { order, record, refusals, stopped } = state;
  if (record) return { ok: true, order };
  if (refusals.length > 0) {
    return {
      ok: false,
      why: 'refused',
      refusals: refusals.map(({ slot, reasons }) => ({ slot, reasons: [...reasons] })),
    };
  }
  return { ok: false, why: 'out-of-service', message: stopped ?? 'the order cannot be written' };
}

function report(sessions: readonly SaleSession[]): RecoveryReport {
  const count = (holds: (session: SaleSession) => boolean) => sessions.filter(holds).length;
  return {
    found: sessions.length,
    closed: count(({ state }) => state.record?.closed ?? false),
    pending: count(({ state }) => state.waiting.for === 'retry'),
    stopped: count(({ state }) => state.stopped !== undefined),
  };
}

/** An order paid with a method that this counter does not have any more stays open until it has it again. */
function missingPayment(method: PaymentMethod): Payment {
  const reason = `this counter has no payment method ${method}: configure it again`;
  return {
    method,
    request: async () => ({ state: 'unknown', reason }),
    query: async () => ({ state: 'unknown', reason }),
    refund: async () => ({ state: 'unknown', reason }),
    cancel() {},
  };
}

/** Builds the counter's sales out of its parts. Call `recover` before the first `start`. */
export function createSales(parts: SalesParts): Sales {
  return new SaleRunner(parts);
}
