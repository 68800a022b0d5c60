// Performs what the payment machine decides: rows first, then providers, counters, cases; resumes from the rows.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { paymentMessage, type QrMethod } from '@zhuangui/protocol/payment-messages.ts';
import { OrderId } from '@zhuangui/protocol/units.ts';
import { Compile } from 'typebox/compile';
import { messageOf, refundMessage } from './answers.ts';
import { adopt } from './asks.ts';
import { type PaymentEffect, type PaymentEvent, type PaymentStep, stepPayment } from './payment-machine.ts';
import { noCounts, type PaymentCounts, type PaymentsParts } from './payment-parts.ts';
import { nextDueMs, readDue, readPayment, readRefund, writePayment, writeRefund } from './payment-store.ts';
import { hubRefundId, type Payment, type Refund } from './payment-types.ts';
import { callProviders, type ProviderCall } from './provider-calls.ts';
import { refundCall, stepRefund } from './refund-machine.ts';
import { backOffMs, defaultTiming, type PaymentTiming } from './timing.ts';

/** PAY-15: what is due is called so often at once at one provider; new orders do not wait for it. */
const callsMax = 64;
const lanes: readonly (QrMethod | null)[] = ['wechat', 'alipay', null];
/** Question, close, question: what is left is done when it is due. */
const chainMax = 4;
/** The longest sleep: a wall clock that jumped is noticed by then. */
const sleepMaxMs = 60_000;

const isOrder = Compile(OrderId);

export class PaymentRunner {
  readonly parts: PaymentsParts;
  readonly timing: PaymentTiming;
  readonly counts: PaymentCounts = noCounts();
  /** By order or refund number: never two calls about the same thing at once. */
  readonly #calls = new Map<string, Promise<void>>();
  /** Of the calls, those that were due, with their provider. */
  readonly #lanes = new Map<string, QrMethod | null>();
  /** PAY-15: what failed on this side, until when it is left alone (monotonic). */
  readonly #rests = new Map<string, number>();
  #cancelTimer: () => void = () => {};
  #looking: Promise<void> | undefined;
  #lookAgain = false;
  #isClosed = false;

  /** Time this hub was awake and could hear of its counters, looks being at most `sleepMaxMs` apart. */
  #awakeMs = 0;
  #lookedMs: number;

  constructor(parts: PaymentsParts) {
    this.parts = parts;
    this.#lookedMs = parts.clock.monotonicMs();
    this.timing = { ...defaultTiming, ...parts.timing };
  }

  get nowMs(): number {
    return this.parts.clock.nowMs();
  }

  isCalling(key: string): boolean {
    return this.#calls.has(key);
  }

  /** One event of one payment within a transaction; `perform` it after the commit. */
  async step(tx: Queries, payment: Payment, event: PaymentEvent): Promise<PaymentStep> {
    const step = stepPayment(payment, event, this.nowMs, this.timing);
    if (step.payment !== payment) await writePayment(tx, step.payment);
    for (const effect of step.effects)
      if (effect.do === 'give-back') await writeRefund(tx, hubRefund(step.payment, effect, this.nowMs));
    return step;
  }

  /** One event of a payment that is stored; undefined when there is none. */
  async apply(order: string, event: PaymentEvent): Promise<Payment | undefined> {
    const step = await this.parts.db.transaction(async (tx) => {
      const payment = await readPayment(tx, order);
      return payment && this.step(tx, payment, event);
    });
    if (step) await this.perform(step);
    return step?.payment;
  }

  /** After the commit. Provider calls go on by themselves; everything else is done when this resolves. */
  async perform({ payment, effects }: PaymentStep): Promise<void> {
    for (const effect of effects) {
      if (effect.do === 'tell') await this.tell(payment);
      else if (effect.do === 'case') await this.note(effect.kind, payment, effect.detail);
      else if (effect.do === 'check-journal') await this.#checkJournal(payment);
      else if (effect.do === 'ask-journal') await this.#askJournal(payment);
      else if (effect.do !== 'give-back') this.#call(payment, effect.do);
    }
    this.wake();
  }

  /** The state to the counter; a `paid` that its connection took starts the time to accept. */
  async tell(payment: Payment): Promise<void> {
    if (payment.counter === '' || this.#isClosed) return;
    const acceptByMs = this.nowMs + this.timing.acceptByMs;
    const bytes = paymentMessage.encode(messageOf(payment, acceptByMs));
    const isSent = this.parts.send(payment.counter, payment.order, bytes);
    if (isSent && payment.state === 'paid' && payment.acceptByMs === null)
      await this.apply(payment.order, { kind: 'told', acceptByMs });
  }

  /**
   * PAY-12: a closed code that was paid after its last look, or a payment that a hub put back to an older copy forgot: the
   * gateway is asked once more, and money that nobody took goes back.
   */
  async lookAgain(orders: readonly string[]): Promise<void> {
    for (const order of orders.filter((one) => isOrder.Check(one)))
      await this.parts.db.transaction(async (tx) => {
        const payment = await readPayment(tx, order);
        if (!payment) await adopt(tx, order, '', this.nowMs);
        if (payment?.state === 'closed') await writePayment(tx, { ...payment, nextAtMs: this.nowMs });
      });
    if (orders.length > 0) this.wake();
  }

  note(kind: string, about: { counter: string; order: string }, detail: string): Promise<void> {
    const { counter, order } = about;
    return this.parts.noteCase({ kind: kind as never, counter, journal: order, seq: 0, detail });
  }

  async #checkJournal(payment: Payment): Promise<void> {
    if (await this.parts.journalKnows(payment.counter, payment.order)) return;
    const detail = `${payment.order}: ${payment.paidFen} fen taken by the counter, its journal does not show it`;
    await this.note('payment-unjournaled', payment, detail);
  }

  /** PAY-4: a hub from a backup may have forgotten what the counter's journal proves. */
  async #askJournal({ counter, order }: Payment): Promise<void> {
    const isTaken = await this.parts.journalKnows(counter, order);
    const isAnswer = isTaken || counter === '' || this.#knowsAllOf(counter);
    await this.apply(order, isAnswer ? { kind: 'journal-said', isTaken } : { kind: 'journal-unheard' });
  }

  #knowsAllOf(counter: string): boolean {
    if (this.parts.isHeardOut?.(counter) ?? true) return true;
    return this.#awakeMs >= this.timing.heardByMs;
  }

  /** Looks for what is due, now; safe to call at any time. */
  wake(): void {
    if (this.#isClosed) return;
    this.#lookAgain = true;
    this.#looking ??= this.#look()
      .catch((error: unknown) => {
        this.parts.log.error({ error }, 'payments: what is due cannot be read; tried again in a minute');
        this.#sleep(sleepMaxMs);
      })
      .finally(() => {
        this.#looking = undefined;
        if (this.#lookAgain) this.wake();
      });
  }

  /** PAY-4: hours that a machine slept through are no hours in which a counter could speak. */
  #countAwake(): void {
    const nowMs = this.parts.clock.monotonicMs();
    this.#awakeMs += Math.min(nowMs - this.#lookedMs, 2 * sleepMaxMs);
    this.#lookedMs = nowMs;
  }

  async #look(): Promise<void> {
    this.#countAwake();
    while (this.#lookAgain && !this.#isClosed) {
      this.#lookAgain = false;
      let isMore = false;
      for (const lane of lanes) isMore = (await this.#lookAt(lane)) || isMore;
      const nextAtMs = await nextDueMs(this.parts.db, this.nowMs);
      this.#sleep(isMore ? 1000 : (nextAtMs ?? Number.POSITIVE_INFINITY) - this.nowMs);
    }
  }

  /** True when more is due than was read. */
  async #lookAt(lane: QrMethod | null): Promise<boolean> {
    // What is under way or rests stands first in the order of time, and must not hide what comes after it.
    const limit = callsMax + this.#calls.size + this.#rests.size;
    const due = await readDue(this.parts.db, lane, this.nowMs, limit);
    for (const order of due.payments)
      if (this.#mayCall(order, lane)) {
        await this.#applyDue(order);
        if (this.#calls.has(order)) this.#lanes.set(order, lane);
      }
    for (const refund of due.refunds)
      if (this.#mayCall(refund, lane)) {
        this.#callRefund(refund);
        this.#lanes.set(refund, lane);
      }
    return due.payments.length === limit || due.refunds.length === limit;
  }

  /** A row that cannot be stepped keeps nobody else from it. */
  async #applyDue(order: string): Promise<void> {
    try {
      await this.apply(order, { kind: 'due' });
    } catch (error) {
      this.#failed(order, error);
    }
  }

  #mayCall(key: string, lane: QrMethod | null): boolean {
    if (this.#isClosed || this.#calls.has(key)) return false;
    const restUntilMs = this.#rests.get(key);
    if (restUntilMs !== undefined && this.parts.clock.monotonicMs() < restUntilMs) return false;
    this.#rests.delete(key);
    let busy = 0;
    for (const of of this.#lanes.values()) if (of === lane) busy += 1;
    return busy < callsMax;
  }

  #failed(key: string, error: unknown): void {
    this.#rests.set(key, this.parts.clock.monotonicMs() + sleepMaxMs);
    this.parts.log.error({ error, key }, 'payments: a step failed; it is tried again in a minute');
  }

  #sleep(delayMs: number): void {
    this.#cancelTimer();
    if (this.#isClosed) return;
    this.#cancelTimer = this.parts.clock.setTimer(Math.max(1, Math.min(delayMs, sleepMaxMs)), () =>
      this.wake(),
    );
  }

  #track(key: string, work: () => Promise<void>): void {
    if (this.#isClosed || this.#calls.has(key)) return;
    const done = work()
      .catch((error: unknown) => this.#failed(key, error))
      .finally(() => {
        this.#calls.delete(key);
        this.#lanes.delete(key);
        this.wake();
      });
    this.#calls.set(key, done);
  }

  /** One call and those that follow from its answer. */
  #call(payment: Payment, first: ProviderCall): void {
    this.#track(payment.order, async () => {
      let next: { payment: Payment; call: ProviderCall } | undefined = { payment, call: first };
      for (let calls = 0; next && calls < chainMax && !this.#isClosed; calls += 1)
        next = await this.#oneCall(next.payment, next.call);
    });
  }

  async #oneCall(payment: Payment, call: ProviderCall) {
    const event = await callProviders(this.parts.providers, payment, call, () =>
      this.#backOff(payment.tries),
    );
    if (event.kind === 'unclear') {
      this.counts.unclearCalls += 1;
      this.parts.log.warn({ order: payment.order, call, reason: event.reason }, 'payments: no clear answer');
    }
    const step = await this.parts.db.transaction(async (tx) => {
      const now = await readPayment(tx, payment.order);
      return now && this.step(tx, now, event);
    });
    if (!step) return undefined;
    const calls = step.effects.filter(isCall);
    await this.perform({ ...step, effects: step.effects.filter((effect) => !isCall(effect)) });
    return calls[0] ? { payment: step.payment, call: calls[0].do } : undefined;
  }

  #backOff(tries: number): number {
    const [byte = 0, low = 0] = this.parts.random.bytes(2);
    return backOffMs(tries, (byte * 256 + low) / 65_536);
  }

  #callRefund(id: string): void {
    this.#track(id, async () => {
      const refund = await readRefund(this.parts.db, id);
      const payment = refund && (await readPayment(this.parts.db, refund.order));
      const provider = this.parts.providers.find(({ method }) => method === refund?.method);
      if (!refund || !payment || refund.state !== 'pending') return;
      if (refund.nextAtMs === null || this.nowMs < refund.nextAtMs) return;
      const call = refundCall(refund);
      const wish = { ...refund, totalFen: payment.paidFen ?? 0 };
      const found = provider
        ? await (call === 'send' ? provider.refund(wish) : provider.queryRefund(wish))
        : ({ kind: 'unclear', reason: 'this method is not set up on the hub', waitMs: sleepMaxMs } as const);
      if (found.kind === 'unclear') this.counts.unclearCalls += 1;
      await this.#refundStepped(payment, id, call, found);
    });
  }

  async #refundStepped(
    payment: Payment,
    id: string,
    call: 'send' | 'ask',
    found: Parameters<typeof stepRefund>[2],
  ): Promise<void> {
    const step = await this.parts.db.transaction(async (tx) => {
      const before = (await readRefund(tx, id))!;
      const after = stepRefund(before, call, found, this.nowMs, this.#backOff(before.tries));
      await writeRefund(tx, after.refund);
      // PAY-11: both in one commit, else a stop between them would leave the payment on its way back for ever.
      const isBack = after.refund.by === 'hub' && after.refund.state === 'done';
      const holder = isBack ? await readPayment(tx, after.refund.order) : undefined;
      return { ...after, returned: holder && (await this.step(tx, holder, { kind: 'refund-done' })) };
    });
    const { refund, problem, returned } = step;
    if (problem) await this.note(problem.kind, payment, problem.detail);
    if (refund.state === 'pending') return;
    if (refund.by === 'counter') this.tellRefund(payment.counter, refund);
    if (returned) await this.perform(returned);
  }

  tellRefund(counter: string, refund: Parameters<typeof refundMessage>[0]): void {
    if (!this.#isClosed)
      this.parts.send(counter, refund.refund, paymentMessage.encode(refundMessage(refund)));
  }

  /** Resolves when no provider call is under way and nothing is being looked up. */
  async idle(): Promise<void> {
    while (this.#calls.size > 0 || this.#looking) await Promise.all([...this.#calls.values(), this.#looking]);
  }

  /** Starts nothing new and waits for what is under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelTimer();
    await this.idle();
    this.#cancelTimer();
  }
}

const isCall = (effect: PaymentEffect): effect is { do: ProviderCall } =>
  effect.do === 'create' || effect.do === 'query' || effect.do === 'close';

/** PAY-6: what the gateway gave back by itself carries the order's own number there. */
function hubRefund(payment: Payment, effect: PaymentEffect & { do: 'give-back' }, nowMs: number): Refund {
  const { order, method } = payment;
  const { amountFen, reason, done } = effect;
  const times = done
    ? { state: 'done' as const, takenAtMs: nowMs, doneAtMs: nowMs, nextAtMs: null }
    : { state: 'pending' as const, takenAtMs: null, doneAtMs: null, nextAtMs: nowMs };
  const refund = done ? order : hubRefundId(order);
  return {
    refund,
    order,
    method,
    amountFen,
    reason,
    by: 'hub',
    createdAtMs: nowMs,
    tries: 0,
    problem: '',
    ...times,
  };
}
