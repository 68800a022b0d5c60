// pure
// A payment or refund as the counter hears it.
import type { PaymentMessage } from '@zhuangui/protocol/payment-messages.ts';
import type { Payment, Refund } from './payment-types.ts';

const short = (reason: string): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a message must not hold
  const clean = reason.replace(/[\u0000-\u001f\u007f]/g, ' ').slice(0, 120);
  return clean === '' ? 'no reason was given' : clean;
};

/** The state as one message; `acceptByMs` is used while the counter was not told yet. */
export function messageOf(payment: Payment, acceptByMs: number): PaymentMessage {
  const { order, method, reason } = payment;
  const about = { v: 1 as const, order };
  if (method !== null && payment.state === 'waiting')
    return {
      ...about,
      state: 'waiting',
      method,
      amountFen: payment.totalFen,
      codeUrl: payment.codeUrl!,
      expiresAt: payment.expiresAtMs,
    };
  const amountFen = payment.paidFen ?? payment.totalFen;
  const { transaction } = payment;
  if (method !== null && transaction !== null && payment.state === 'paid')
    return {
      ...about,
      state: 'paid',
      method,
      amountFen,
      transaction,
      acceptBy: payment.acceptByMs ?? acceptByMs,
    };
  if (method !== null && transaction !== null && payment.state === 'accepted')
    return { ...about, state: 'accepted', method, amountFen, transaction };
  if (payment.state === 'closed') return { ...about, state: 'closed', reason: short(reason) };
  if (payment.state === 'returning' || payment.state === 'returned')
    return { ...about, state: 'returned', amountFen, reason: short(reason) };
  return { ...about, state: 'unclear', reason: short(reason) };
}

export const unclearMessage = (order: string, reason: string): PaymentMessage => ({
  v: 1,
  state: 'unclear',
  order,
  reason: short(reason),
});

export const closedMessage = (order: string, reason: string): PaymentMessage => ({
  v: 1,
  state: 'closed',
  order,
  reason: short(reason),
});

export const refundMessage = (
  refund: Pick<Refund, 'order' | 'refund' | 'amountFen' | 'state' | 'problem'>,
): PaymentMessage => ({
  v: 1,
  state: 'refund',
  order: refund.order,
  refund: refund.refund,
  amountFen: refund.amountFen,
  refundState: refund.state,
  ...(refund.problem === '' ? {} : { reason: short(refund.problem) }),
});
