// pure
// One order's QR payment as the counter sees it: which question is open, and what an answer of the hub changes.
import type { PayAsk, PaymentMessage, QrMethod } from '@zhuangui/protocol/payment-messages.ts';
import type { PaymentResult } from './payment.ts';

export interface QrPayment {
  order: string;
  method: QrMethod;
  /** Undefined after a restart when the journal was not asked; the sale then judges the amount itself. */
  totalFen: number | undefined;
  goods: string;
  expiresInS: number;
  /**
   * asking: no code yet. waiting: the code is on the screen. settling: nobody waits any more.
   * accepting: paid, and the hub has not confirmed yet that the counter takes it. The others are ends.
   */
  phase: 'asking' | 'waiting' | 'settling' | 'accepting' | 'accepted' | 'closed' | 'returned';
  /** How often the open question was asked. */
  attempt: number;
  codeUrl?: string;
  /** The hub's wall time. */
  expiresAt?: number;
  transaction?: string;
  amountFen?: number;
  reason?: string;
}

/** Messages about an order's payment; refunds have a machine of their own. */
export type OrderMessage = Exclude<PaymentMessage, { state: 'refund' }>;

export type QrEvent =
  | { type: 'ask' }
  | { type: 'settle' }
  | { type: 'tick' }
  | { type: 'connected' }
  | { type: 'message'; message: OrderMessage };

export interface QrStep {
  payment: QrPayment;
  /** A question to send now; the next one follows after `tickInMs` if nothing changed until then. */
  send?: PayAsk;
  tickInMs?: number;
  /** The gateway gives no clear answer now. */
  unclear?: string;
  /** The message is not believed and changes nothing. */
  refused?: string;
}

const second = 1_000;
const repeatsMs = [2 * second, 4 * second, 8 * second, 15 * second, 30 * second];
/** A paid code is told at once; this finds the payment whose message was lost. */
const pollMs = 15 * second;

/** QR-3: how long after question number `attempt` (from 1) it is asked again. */
export const repeatMs = (attempt: number): number => repeatsMs[attempt - 1] ?? 60 * second;

export const isOver = ({ phase }: QrPayment): boolean =>
  phase === 'accepted' || phase === 'closed' || phase === 'returned';

/** What the hub has yet to answer. */
function questionOf(payment: QrPayment): PayAsk | undefined {
  const { order, method, totalFen, goods, expiresInS, phase, transaction } = payment;
  if (phase === 'settling') return { v: 1, ask: 'settle', order };
  if (phase === 'accepting' && transaction) return { v: 1, ask: 'accept', order, transaction };
  if ((phase !== 'asking' && phase !== 'waiting') || totalFen === undefined) return undefined;
  return { v: 1, ask: 'create', order, method, totalFen, goods, expiresInS };
}

/** Sends the open question and sets the time for the next try. */
function asked(payment: QrPayment): QrStep {
  const send = questionOf(payment);
  if (!send) return { payment };
  const attempt = payment.attempt + 1;
  const tickInMs = payment.phase === 'waiting' ? pollMs : repeatMs(attempt);
  return { payment: { ...payment, attempt }, send, tickInMs };
}

/** What a payment ended with, or undefined while it is open. */
export function resultOf(payment: QrPayment): PaymentResult | undefined {
  const { phase, amountFen, transaction, reason = '' } = payment;
  if (phase === 'accepted' && amountFen !== undefined && transaction !== undefined) {
    return { state: 'paid', amountFen, transaction };
  }
  if (phase === 'closed') return { state: 'not-paid', reason };
  return phase === 'returned' ? { state: 'not-paid', reason: 'returned by the hub' } : undefined;
}

type Said<S extends OrderMessage['state']> = Extract<OrderMessage, { state: S }>;
type Money = Said<'waiting'> | Said<'paid'> | Said<'accepted'>;

/** QR-2: another amount or another method is never this order's payment. */
function contradiction(payment: QrPayment, message: Money): string | undefined {
  const { totalFen, method, transaction, phase } = payment;
  if (message.method !== method) return `method ${message.method}, asked for ${method}`;
  if (totalFen !== undefined && message.amountFen !== totalFen) {
    return `${message.amountFen} fen, asked for ${totalFen}`;
  }
  if (message.state === 'waiting' || (phase !== 'accepting' && phase !== 'accepted')) return undefined;
  if (message.transaction !== transaction) return `transaction ${message.transaction}, known ${transaction}`;
  return message.amountFen === payment.amountFen
    ? undefined
    : `${message.amountFen} fen, known ${payment.amountFen}`;
}

function waiting(payment: QrPayment, message: Said<'waiting'>): QrStep {
  const { phase } = payment;
  // The hub said this before it heard what came later.
  if (phase !== 'asking' && phase !== 'waiting') return { payment };
  const { codeUrl, expiresAt } = message;
  const attempt = phase === 'asking' ? 0 : payment.attempt;
  return { payment: { ...payment, phase: 'waiting', attempt, codeUrl, expiresAt }, tickInMs: pollMs };
}

/** QR-4: money is the sale's only after the hub has confirmed that the counter takes it. */
function paid(payment: QrPayment, message: Said<'paid'> | Said<'accepted'>): QrStep {
  const { phase } = payment;
  if (phase === 'closed' || phase === 'returned') return { payment, refused: `paid after it was ${phase}` };
  // QR-4: a hub from a backup has forgotten that this was accepted; unless it hears so, it gives the money back.
  if (phase === 'accepted' && message.state === 'paid')
    return { payment, send: { v: 1, ask: 'accept', order: payment.order, transaction: message.transaction } };
  if (phase === 'accepted') return { payment };
  const { transaction, amountFen } = message;
  const known = { ...payment, transaction, amountFen };
  // An acceptance that this process has not asked for is asked for; the hub's second answer is the same.
  if (phase === 'accepting' && message.state === 'accepted')
    return { payment: { ...known, phase: 'accepted' } };
  if (phase === 'accepting') return { payment };
  return asked({ ...known, phase: 'accepting', attempt: 0 });
}

function closed(payment: QrPayment, message: Said<'closed'>): QrStep {
  const { phase } = payment;
  if (phase === 'accepted') return { payment, refused: 'closed after it was accepted' };
  if (phase === 'closed' || phase === 'returned') return { payment };
  // QR-5: paid and closed contradict each other; one of the two was not the hub's word, so it is asked again.
  if (phase === 'accepting') {
    const { transaction: _, amountFen: __, ...rest } = payment;
    return { ...asked({ ...rest, phase: 'settling', attempt: 0 }), refused: 'closed after it was paid' };
  }
  return { payment: { ...payment, phase: 'closed', reason: message.reason } };
}

function returned(payment: QrPayment, message: Said<'returned'>): QrStep {
  if (payment.phase === 'accepted') return { payment, refused: 'returned after it was accepted' };
  return { payment: { ...payment, phase: 'returned', reason: message.reason } };
}

function heard(payment: QrPayment, message: OrderMessage): QrStep {
  switch (message.state) {
    case 'waiting':
    case 'paid':
    case 'accepted': {
      const refused = contradiction(payment, message);
      if (refused) return { payment, refused };
      return message.state === 'waiting' ? waiting(payment, message) : paid(payment, message);
    }
    case 'closed':
      return closed(payment, message);
    case 'returned':
      return returned(payment, message);
    case 'unclear':
      return isOver(payment) ? { payment } : { payment, unclear: message.reason };
  }
}

function settle(payment: QrPayment): QrStep {
  const { phase } = payment;
  const isOpen = phase === 'asking' || phase === 'waiting';
  return asked(isOpen ? { ...payment, phase: 'settling', attempt: 0 } : payment);
}

/** One event to the next state and what to send. */
export function qrStep(payment: QrPayment, event: QrEvent): QrStep {
  switch (event.type) {
    case 'ask':
    case 'tick':
      return asked(payment);
    case 'connected':
      return asked({ ...payment, attempt: 0 });
    case 'settle':
      return settle(payment);
    case 'message':
      return event.message.order === payment.order
        ? heard(payment, event.message)
        : { payment, refused: `about ${event.message.order}` };
  }
}
