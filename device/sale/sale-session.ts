// One running sale: feeds the machine and performs its effects, in order, one answer at a time.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Line, LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { Payment, PaymentResult } from '../payment/payment.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { SaleBoard, SaleCabinet } from './board.ts';
import { step } from './sale-machine.ts';
import {
  type SaleContext,
  type SaleEffect,
  type SaleEvent,
  type SaleState,
  settledLater,
} from './sale-state.ts';

/** The part of the journal a sale writes to. */
export interface SaleJournal {
  append(
    bodies: readonly LineBody[],
    also?: (tx: Queries, lines: readonly Line[]) => Promise<void>,
  ): Promise<Line[]>;
}

export interface SaleTimes {
  /** How long a shopper may take to pay. */
  paymentMs: number;
  /** Guard over the board's own time limit. */
  vendMs: number;
  /** Guard over one question to a payment method. */
  askMs: number;
  /** How long to listen to the board about a vend from before a restart. */
  watchMs: number;
  /** Wait before question number `attempt` (from 1) is asked again. */
  retryMs(attempt: number): number;
}

export interface SessionParts extends SaleContext {
  journal: SaleJournal;
  /** Projections written in the same transaction as the lines. */
  project?: ((tx: Queries, lines: readonly Line[]) => Promise<void>) | undefined;
  /** Hears of every commit before the sale goes on, so that the next question sees it. */
  committed?: ((lines: readonly Line[]) => void) | undefined;
  payment: Payment;
  board: SaleBoard;
  /** Only with `isCabinet`. */
  cabinet?: SaleCabinet | undefined;
  clock: Clock;
  log: Log;
  times: SaleTimes;
  dropSensor: boolean;
  elevator: boolean;
  changed(session: SaleSession): void;
  /** The machine or a part broke its promises; the sale stands where the journal says. */
  failed(session: SaleSession, error: unknown): void;
}

/** Errors after which it is certain that nothing was written. */
const definiteCodes: readonly unknown[] = ['full', 'too-large', 'invalid', 'closed', 'misuse'];
const codeOf = (error: unknown): unknown => (error as { code?: unknown } | undefined)?.code;
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

type Unaddressed = SaleEvent extends infer E ? (E extends SaleEvent ? Omit<E, 'order'> : never) : never;

export class SaleSession {
  #state: SaleState;
  readonly #parts: SessionParts;
  readonly #timers = new Set<() => void>();
  #ended = false;

  constructor(state: SaleState, parts: SessionParts) {
    this.#state = state;
    this.#parts = parts;
  }

  get state(): SaleState {
    return this.#state;
  }

  /** Nothing happens now: closed, stopped, or waiting for a later attempt. */
  get resting(): boolean {
    return this.over || settledLater(this.#state) !== undefined;
  }

  /** Nothing will ever happen again. */
  get over(): boolean {
    return this.#ended || this.#state.waiting.for === 'nothing';
  }

  /** Calls off what is timed. */
  quiet(): void {
    for (const off of this.#timers) off();
    this.#timers.clear();
  }

  /** Calls off what is timed; answers that still come change nothing. */
  end(): void {
    this.#ended = true;
    this.quiet();
  }

  send(event: Unaddressed): void {
    if (this.#ended) return;
    try {
      const { state, effects } = step(this.#state, { ...event, order: this.#state.order }, this.#parts);
      this.#state = state;
      for (const effect of effects) this.#perform(effect);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#parts.changed(this);
  }

  #fail(error: unknown): void {
    if (this.#ended) return;
    this.end();
    const stopped = this.#state.stopped ?? messageOf(error);
    this.#state = { ...this.#state, stopped, waiting: { for: 'nothing' } };
    this.#parts.failed(this, error);
    this.#parts.changed(this);
  }

  #perform(effect: SaleEffect): void {
    const { payment } = this.#parts;
    switch (effect.type) {
      case 'journal':
        return this.#run(this.#append(effect.commit, effect.lines));
      case 'note':
        return this.#run(this.#note(effect.lines));
      case 'ask-payment':
        this.#after(this.#parts.times.paymentMs, () => this.send({ type: 'timeout', of: 'payment' }));
        return this.#run(this.#paymentAnswer(() => payment.request(effect)));
      case 'query-payment':
        return this.#run(this.#paymentAnswer(() => this.#guard(() => payment.query(effect.order))));
      case 'cancel-payment':
        return this.#cancelPayment(effect.order);
      case 'vend':
        return this.#vend(effect);
      case 'watch':
        return this.#run(this.#watch(effect));
      case 'cabinet':
        return this.#run(this.#visit(effect));
      case 'refund':
        return this.#run(this.#refund(effect));
      case 'retry-later':
        this.#after(this.#parts.times.retryMs(effect.attempt), () => this.send({ type: 'retry' }));
        return;
    }
  }

  /** SALE-13: a method that cannot say what became of it is asked again later; the next shopper does not wait for it. */
  #cancelPayment(order: string): void {
    const { payment, times } = this.#parts;
    if (this.#state.waiting.for === 'payment')
      this.#after(times.askMs, () => this.send({ type: 'timeout', of: 'payment' }));
    payment.cancel(order);
  }

  #run(work: Promise<void>): void {
    work.catch((error: unknown) => this.#fail(error));
  }

  #after(delayMs: number, run: () => void): () => void {
    const off = this.#parts.clock.setTimer(delayMs, () => {
      this.#timers.delete(off);
      run();
    });
    this.#timers.add(off);
    return () => {
      this.#timers.delete(off);
      off();
    };
  }

  async #append(commit: number, lines: readonly LineBody[]): Promise<void> {
    const { journal, project, committed, log } = this.#parts;
    try {
      const written = await journal.append(lines, project);
      committed?.(written);
    } catch (error) {
      const definite = definiteCodes.includes(codeOf(error));
      log.error({ order: this.#state.order, error: messageOf(error) }, 'A sale line cannot be written');
      this.send({ type: 'journal-failed', commit, definite, message: messageOf(error) });
      return;
    }
    this.send({ type: 'committed', commit });
  }

  async #note(lines: readonly LineBody[]): Promise<void> {
    const { journal, project, committed, log } = this.#parts;
    try {
      committed?.(await journal.append(lines, project));
    } catch (error) {
      log.error({ order: this.#state.order, error: messageOf(error), lines }, 'A ticket cannot be written');
    }
  }

  async #paymentAnswer(ask: () => Promise<PaymentResult>): Promise<void> {
    const result = await ask().catch(
      (error: unknown): PaymentResult => ({ state: 'unknown', reason: messageOf(error) }),
    );
    this.send({ type: 'payment-result', result });
  }

  /** SALE-5: no answer in time is the outcome `unknown`, and so is a driver that fails. */
  #vend({ item, slot }: { item: number; slot: number }): void {
    const { board, times, dropSensor, elevator } = this.#parts;
    const off = this.#after(times.vendMs, () => this.send({ type: 'timeout', of: 'vend' }));
    const work = async () => {
      const request = { selection: slot, dropSensor, elevator, ...this.#buying(item) };
      const report = await board.vend(request).catch((error: unknown) => ({
        outcome: 'unknown' as const,
        detail: messageOf(error),
        status: undefined,
      }));
      off();
      const { outcome, detail, status } = report;
      this.send({ type: 'vend-result', item, outcome, detail, status });
    };
    this.#run(work());
  }

  /** CASH-12: notes and coins are credit on the board, and what is bought with them lowers it. */
  #buying(item: number): { buy?: { priceFen: number } } {
    if (this.#parts.payment.method !== 'cash') return {};
    const bought = this.#state.record?.items.find((one) => one.item === item);
    return bought ? { buy: { priceFen: bought.priceFen } } : {};
  }

  async #watch({
    item,
    slot,
    mustSeeStart,
  }: {
    item: number;
    slot: number;
    mustSeeStart: boolean;
  }): Promise<void> {
    const { board, times } = this.#parts;
    const report = await board
      .watch({ selection: slot, forMs: times.watchMs, mustSeeStart })
      .catch((error: unknown) => ({ report: 'none' as const, detail: messageOf(error), status: undefined }));
    this.send({ type: 'watch-result', item, ...report });
  }

  /** CAB-3: a cabinet that fails, or is not there any more, cannot say what was taken. */
  async #visit({ recovering, order, items }: Extract<SaleEffect, { type: 'cabinet' }>): Promise<void> {
    const { cabinet } = this.#parts;
    const missing = { results: [], notes: [] };
    const work = recovering ? cabinet?.settle(order, items) : cabinet?.open(order, items);
    const { results, notes } = await (work ?? Promise.resolve(missing)).catch((error: unknown) => ({
      results: items.map(({ item }) => ({ item, report: 'none' as const, detail: messageOf(error) })),
      notes: [],
    }));
    this.send({ type: 'cabinet-result', results, notes });
  }

  async #refund(effect: { refund: string; order: string; amountFen: number }): Promise<void> {
    const { refund, order, amountFen } = effect;
    const { payment } = this.#parts;
    const result = await this.#guard(() => payment.refund({ refund, order, amountFen })).catch(
      (error: unknown) => ({ state: 'unknown' as const, reason: messageOf(error) }),
    );
    this.send({ type: 'refund-result', refund, result });
  }

  /** Rejects when a payment method does not answer in time: the same question is asked again later. */
  #guard<T>(ask: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const off = this.#after(this.#parts.times.askMs, () => reject(new Error('no answer in time')));
      ask().then(resolve, reject).finally(off);
    });
  }
}
