// What counters ask: checked, committed, answered. A repeated question gets the state as it is now.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import {
  type PayAsk,
  type PaymentMessage,
  payAskMessage,
  paymentMessage,
} from '@zhuangui/protocol/payment-messages.ts';
import { closedMessage, messageOf, unclearMessage } from './answers.ts';
import type { PaymentStep } from './payment-machine.ts';
import type { PaymentRunner } from './payment-runner.ts';
import { readPayment, writePayment } from './payment-store.ts';
import type { Payment } from './payment-types.ts';
import { askRefund } from './refund-asks.ts';
import { codeLifeMaxMs } from './timing.ts';

export type AskOf<K extends PayAsk['ask']> = Extract<PayAsk, { ask: K }>;

/** For the broker's `onOther` of kind `payask`. Rejects only when the database fails. */
export async function takeAsk(runner: PaymentRunner, counter: string, bytes: Uint8Array): Promise<void> {
  const parsed = payAskMessage.parse(bytes);
  if (!parsed.ok) {
    runner.counts.badAsks += 1;
    runner.parts.log.warn(
      { counter, problem: parsed.problem.message },
      'payment question refused: update the agent',
    );
    return;
  }
  const ask = parsed.value;
  if (ask.ask === 'create') return create(runner, counter, ask);
  if (ask.ask === 'refund') return askRefund(runner, counter, ask);
  return settleOrAccept(runner, counter, ask);
}

export function send(runner: PaymentRunner, counter: string, message: PaymentMessage): void {
  runner.parts.send(counter, message.order, paymentMessage.encode(message));
}

/** PAY-10: nothing about another counter's order; undefined when the asker may go on. */
export function foreign(runner: PaymentRunner, counter: string, payment: Payment): boolean {
  if (payment.counter === counter) return false;
  runner.counts.foreignAsks += 1;
  runner.parts.log.warn({ counter, order: payment.order }, 'a counter asked about the order of another one');
  send(runner, counter, unclearMessage(payment.order, 'this order is not of this counter'));
  return true;
}

const blank = (order: string, counter: string, nowMs: number): Payment => ({
  order,
  counter,
  method: null,
  totalFen: 0,
  goods: '',
  state: 'closing',
  createdAtMs: nowMs,
  expiresAtMs: nowMs,
  codeUrl: null,
  transaction: null,
  paidFen: null,
  paidAtMs: null,
  acceptByMs: null,
  acceptedAtMs: null,
  returningAtMs: null,
  closedAtMs: null,
  closeAnsweredAtMs: null,
  reason: 'this hub never saw the order',
  tries: 0,
  nextAtMs: nowMs,
});

/** PAY-1: a row for an order this hub does not know: every gateway is asked, and a late `create` finds it closed. */
export async function adopt(tx: Queries, order: string, counter: string, nowMs: number): Promise<Payment> {
  // Its code may still be on a screen or in a photograph: it is looked for once more when it must have ended.
  const payment = { ...blank(order, counter, nowMs), expiresAtMs: nowMs + codeLifeMaxMs };
  await writePayment(tx, payment);
  return payment;
}

/** The row, taken over by its counter when only a notification spoke of it. */
export async function readFor(tx: Queries, order: string, counter: string): Promise<Payment | undefined> {
  const payment = await readPayment(tx, order);
  if (payment?.counter !== '') return payment;
  const claimed = { ...payment, counter };
  await writePayment(tx, claimed);
  return claimed;
}

/** PAY-1: the row is committed before the gateway hears of the order. */
async function create(runner: PaymentRunner, counter: string, ask: AskOf<'create'>): Promise<void> {
  const { db, providers } = runner.parts;
  const nowMs = runner.nowMs;
  const step = await db.transaction(async (tx): Promise<PaymentStep | undefined> => {
    const known = await readFor(tx, ask.order, counter);
    if (known) return { payment: known, effects: [] };
    if (!providers.some(({ method }) => method === ask.method)) return undefined;
    const payment: Payment = {
      ...blank(ask.order, counter, nowMs),
      method: ask.method,
      totalFen: ask.totalFen,
      goods: ask.goods,
      state: 'creating',
      expiresAtMs: nowMs + ask.expiresInS * 1000,
      reason: 'the code is being made',
    };
    await writePayment(tx, payment);
    return { payment, effects: [{ do: 'create' }] };
  });
  if (!step)
    return send(runner, counter, closedMessage(ask.order, `the hub has no ${ask.method} account set up`));
  const { payment } = step;
  if (foreign(runner, counter, payment)) return;
  if (payment.totalFen !== ask.totalFen || payment.method !== ask.method) runner.counts.changedAsks += 1;
  await runner.perform(step);
  if (step.effects.length === 0) await answer(runner, payment);
}

async function settleOrAccept(
  runner: PaymentRunner,
  counter: string,
  ask: AskOf<'settle'> | AskOf<'accept'>,
): Promise<void> {
  const step = await runner.parts.db.transaction(async (tx): Promise<PaymentStep> => {
    const known = await readFor(tx, ask.order, counter);
    if (!known)
      return { payment: await adopt(tx, ask.order, counter, runner.nowMs), effects: [{ do: 'query' }] };
    if (known.counter !== counter) return { payment: known, effects: [] };
    return runner.step(
      tx,
      known,
      ask.ask === 'settle' ? { kind: 'settle' } : { kind: 'accept', transaction: ask.transaction },
    );
  });
  const { payment } = step;
  if (foreign(runner, counter, payment)) return;
  const isWrong =
    ask.ask === 'accept' && payment.transaction !== null && payment.transaction !== ask.transaction;
  if (isWrong) runner.counts.changedAsks += 1;
  await runner.perform(step);
  await answer(runner, payment);
}

/** Nothing while the provider is being asked: its answer will be told. */
async function answer(runner: PaymentRunner, payment: Payment): Promise<void> {
  const isAsking = payment.state === 'creating' || payment.state === 'closing';
  if (isAsking && runner.isCalling(payment.order)) return;
  if (payment.state === 'paid') return runner.tell(payment);
  send(runner, payment.counter, messageOf(payment, 0));
}
