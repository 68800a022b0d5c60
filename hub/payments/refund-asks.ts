// Refunds that counters ask for: one row each, sums within what was paid.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { PayAsk } from '@zhuangui/protocol/payment-messages.ts';
import { unclearMessage } from './answers.ts';
import { adopt, foreign, readFor, send } from './asks.ts';
import type { PaymentStep } from './payment-machine.ts';
import type { PaymentRunner } from './payment-runner.ts';
import { readRefund, refundedFen, writeRefund } from './payment-store.ts';
import type { Payment, Refund, RefundState } from './payment-types.ts';

type RefundAsk = Extract<PayAsk, { ask: 'refund' }>;

interface Outcome {
  payment: Payment;
  step?: PaymentStep;
  /** Undefined: not clear yet whether anything was paid. */
  refund?: Refund;
  isCase?: boolean;
}

/** PAY-6: the same refund once, never more than was paid, and nothing the hub gave back already. */
export async function askRefund(runner: PaymentRunner, counter: string, ask: RefundAsk): Promise<void> {
  const outcome = await runner.parts.db.transaction((tx) => decide(runner, tx, counter, ask));
  const { payment, step, refund } = outcome;
  if (foreign(runner, counter, payment)) return;
  if (step) await runner.perform(step);
  if (outcome.isCase && refund)
    await runner.note('refund-refused', payment, `${ask.refund}, ${ask.amountFen} fen: ${refund.problem}`);
  if (refund) runner.tellRefund(counter, refund);
  else send(runner, counter, unclearMessage(ask.order, 'it is not clear yet whether this order was paid'));
  runner.wake();
}

async function decide(runner: PaymentRunner, tx: Queries, counter: string, ask: RefundAsk): Promise<Outcome> {
  const payment = await readFor(tx, ask.order, counter);
  if (!payment) {
    const adopted = await adopt(tx, ask.order, counter, runner.nowMs);
    return { payment: adopted, step: { payment: adopted, effects: [{ do: 'query' }] } };
  }
  if (payment.counter !== counter) return { payment };
  const known = await readRefund(tx, ask.refund);
  if (known) return repeated(payment, known, ask, runner.nowMs);
  const as = (state: RefundState, problem = '') => newRefund(payment, ask, runner.nowMs, state, problem);
  if (payment.state === 'returning')
    return { payment, refund: as('pending', 'the hub is giving everything back') };
  if (payment.state === 'returned') return { payment, refund: as('done', 'the hub gave everything back') };
  if (payment.state === 'closed')
    return { payment, refund: as('refused', 'this order was never paid'), isCase: true };
  if (payment.paidFen === null) return { payment };
  return taken(runner, tx, payment, ask);
}

async function taken(runner: PaymentRunner, tx: Queries, payment: Payment, ask: RefundAsk): Promise<Outcome> {
  const step = await runner.step(tx, payment, { kind: 'refund-asked' });
  const before = await refundedFen(tx, ask.order);
  if (before + ask.amountFen > payment.paidFen!) {
    const problem = `${payment.paidFen} fen were paid, ${before} fen are given back already`;
    return { payment, step, refund: newRefund(payment, ask, runner.nowMs, 'refused', problem), isCase: true };
  }
  const refund = newRefund(payment, ask, runner.nowMs, 'pending', '');
  await writeRefund(tx, refund);
  return { payment, step, refund };
}

function repeated(payment: Payment, known: Refund, ask: RefundAsk, nowMs: number): Outcome {
  if (known.amountFen === ask.amountFen && known.order === ask.order) return { payment, refund: known };
  const problem = `this refund was asked for with ${known.amountFen} fen before`;
  return { payment, refund: newRefund(payment, ask, nowMs, 'refused', problem), isCase: true };
}

const newRefund = (
  { method }: Payment,
  { refund, order, amountFen, reason }: RefundAsk,
  nowMs: number,
  state: RefundState,
  problem: string,
): Refund => ({
  refund,
  order,
  method,
  amountFen,
  reason,
  by: 'counter',
  state,
  createdAtMs: nowMs,
  takenAtMs: null,
  doneAtMs: null,
  tries: 0,
  nextAtMs: state === 'pending' ? nowMs : null,
  problem,
});
