// Performs what the payment machine decides: rows first, then providers, counters, cases; resumes from the rows.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { paymentMessage } from '@zhuangui/protocol/payment-messages.ts';
import { messageOf, refundMessage } from './answers.ts';
import { type PaymentEffect, type PaymentEvent, type PaymentStep, stepPayment } from './payment-machine.ts';
import { noCounts, type PaymentCounts, type PaymentsParts } from './payment-parts.ts';
import { readDue, readPayment, readRefund, writePayment, writeRefund } from './payment-store.ts';
import { hubRefundId, type Payment, type Refund } from './payment-types.ts';
import { callProviders, type ProviderCall } from './provider-calls.ts';
import { refundCall, stepRefund } from './refund-machine.ts';
import { backOffMs, defaultTiming, type PaymentTiming } from './timing.ts';

/** Provider calls under way at once. */
const callsMax = 32;
/** Question, close, question: what is left is done when it is due. */
const chainMax = 4;
/** The longest sleep: a wall clock that jumped is noticed by then. */
const sleepMaxMs = 60_000;

export class PaymentRunner {
  readonly parts: PaymentsParts;
  readonly timing: PaymentTiming;
  readonly counts: PaymentCounts = noCounts();
  /** By order or refund number: never two calls about the same thing at once. */
  readonly #calls = new Map<string, Promise<void>>();
  #cancelTimer: () => void = () => {};
  #looking: Promise<void> | undefined;
  #lookAgain = false;
  #isClosed = false;

  constructor(parts: PaymentsParts) {
    this.parts = parts;
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

  note(kind: string, about: { counter: string; order: string }, detail: string): Promise<void> {
    const { counter, order } = about;
    return this.parts.noteCase({ kind: kind as never, counter, journal: order, seq: 0, detail });
  }

  async #checkJournal(payment: Payment): Promise<void> {
    if (await this.parts.journalKnows(payment.counter, payment.order)) return;
    const detail = `${payment.order}: ${payment.paidFen} fen taken by the counter, its journal does not show it`;
    await this.note('payment-unjournaled', payment, detail);
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

  async #look(): Promise<void> {
    while (this.#lookAgain && !this.#isClosed) {
      this.#lookAgain = false;
      const due = await readDue(this.parts.db, this.nowMs, callsMax * 2);
      for (const order of due.payments) if (this.#mayCall(order)) await this.apply(order, { kind: 'due' });
      for (const refund of due.refunds) if (this.#mayCall(refund)) this.#callRefund(refund);
      const isMore = due.payments.length === callsMax * 2 || due.refunds.length === callsMax * 2;
      this.#sleep(isMore ? 1000 : (due.nextAtMs ?? Number.POSITIVE_INFINITY) - this.nowMs);
    }
  }

  #mayCall = (key: string) => !this.#isClosed && !this.#calls.has(key) && this.#calls.size < callsMax;

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
      .catch((error: unknown) =>
        this.parts.log.error({ error, key }, 'payments: a step failed; it is tried again'),
      )
      .finally(() => {
        this.#calls.delete(key);
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
      return after;
    });
    const { refund, problem } = step;
    if (problem) await this.note(problem.kind, payment, problem.detail);
    if (refund.state === 'pending') return;
    if (refund.by === 'counter') this.tellRefund(payment.counter, refund);
    else if (refund.state === 'done') await this.apply(refund.order, { kind: 'refund-done' });
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
