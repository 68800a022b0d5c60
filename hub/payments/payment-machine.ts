// pure
// One payment: what is true of it, and what follows from the next thing that happens. PAY-1 to PAY-5.
import type { QrMethod } from '@zhuangui/protocol/payment-messages.ts';
import type { PaidFact, Payment } from './payment-types.ts';
import {
  closeSettlesMs,
  frequencyWaitMs,
  heardAgainMs,
  lastLookMs,
  type PaymentTiming,
  pollMs,
} from './timing.ts';

export type PaymentEvent =
  /** `nextAtMs` has come. */
  | { kind: 'due' }
  | { kind: 'settle' }
  | { kind: 'accept'; transaction: string }
  /** A counter that asks for refunds has taken the payment, whatever the hub remembers. */
  | { kind: 'refund-asked' }
  /** In time nobody accepted: whether the counter's journal shows the payment as taken all the same. */
  | { kind: 'journal-said'; isTaken: boolean }
  /** The counter's journal is not wholly here yet: nobody can say. */
  | { kind: 'journal-unheard' }
  /** The counter's connection took the word `paid`. */
  | { kind: 'told'; acceptByMs: number }
  | { kind: 'created'; codeUrl: string }
  | { kind: 'create-refused'; reason: string }
  | { kind: 'found-paid'; paid: PaidFact }
  /** `method`: where, when the hub did not know. */
  | { kind: 'found-unpaid'; method?: QrMethod }
  | { kind: 'found-absent' }
  | { kind: 'found-closed' }
  | { kind: 'close-taken' }
  | { kind: 'close-refused'; reason: string }
  /** The gateway gave the money back instead of closing. */
  | { kind: 'close-returned'; transaction: string }
  | { kind: 'unclear'; reason: string; waitMs: number }
  /** The hub's own refund reached the shopper. */
  | { kind: 'refund-done' };

export type PaymentCase = 'payment-amount' | 'payment-twice' | 'payment-unjournaled';

export type PaymentEffect =
  | { do: 'create' | 'query' | 'close' | 'check-journal' | 'ask-journal' }
  /** The counter hears the state as it is now. */
  | { do: 'tell' }
  /** The hub's refund of everything; `done`: the gateway has already given it back. */
  | { do: 'give-back'; amountFen: number; done: boolean; reason: string }
  | { do: 'case'; kind: PaymentCase; detail: string };

export interface PaymentStep {
  payment: Payment;
  effects: PaymentEffect[];
}

const stay = (payment: Payment): PaymentStep => ({ payment, effects: [] });

/** What happens next. The same event twice does no more than once. Times are wall milliseconds. */
export function stepPayment(
  payment: Payment,
  event: PaymentEvent,
  nowMs: number,
  timing: PaymentTiming,
): PaymentStep {
  switch (event.kind) {
    case 'due':
      return due(payment, nowMs);
    case 'settle':
      return isOpen(payment) ? close(payment, nowMs, 'nobody waits for it any more') : stay(payment);
    case 'accept':
      return event.transaction === payment.transaction ? accept(payment, nowMs, timing) : stay(payment);
    case 'refund-asked':
      return accept(payment, nowMs, timing);
    case 'journal-said':
      return journalSaid(payment, event.isTaken, nowMs, timing);
    case 'journal-unheard':
      return payment.state === 'paid' ? stay({ ...payment, nextAtMs: nowMs + heardAgainMs }) : stay(payment);
    case 'told':
      return told(payment, event.acceptByMs);
    case 'created':
      return created(payment, event.codeUrl, nowMs);
    case 'create-refused':
      return payment.state === 'creating' ? close(payment, nowMs, event.reason) : stay(payment);
    case 'found-paid':
      return paid(payment, event.paid, nowMs, timing);
    case 'found-unpaid':
      return unpaid({ ...payment, method: payment.method ?? event.method ?? null }, nowMs);
    case 'found-absent':
      return absent(payment, nowMs);
    case 'found-closed':
      return isUnpaid(payment) ? closed(payment, nowMs) : noMoreLooks(payment);
    case 'close-taken':
      return closeTaken(payment, nowMs);
    case 'close-refused':
      return unclear(payment, event.reason, frequencyWaitMs, nowMs);
    case 'close-returned':
      return returnedByGateway(payment, event.transaction, nowMs);
    case 'unclear':
      return unclear(payment, event.reason, event.waitMs, nowMs);
    case 'refund-done':
      return payment.state === 'returning'
        ? { payment: { ...payment, state: 'returned', nextAtMs: null }, effects: [{ do: 'tell' }] }
        : stay(payment);
  }
}

const isOpen = ({ state }: Payment) => state === 'creating' || state === 'waiting';
const isUnpaid = (payment: Payment) => isOpen(payment) || payment.state === 'closing';

function due(payment: Payment, nowMs: number): PaymentStep {
  const { state, nextAtMs } = payment;
  // Something else came first, and set another time.
  if (nextAtMs === null || nowMs < nextAtMs) return stay(payment);
  if (isOpen(payment) && nowMs >= payment.expiresAtMs) return close(payment, nowMs, 'not paid in time');
  if (state === 'creating') return { payment, effects: [{ do: 'create' }] };
  if (state === 'paid') return late(payment, nowMs);
  if (state === 'accepted')
    return { payment: { ...payment, nextAtMs: null }, effects: [{ do: 'check-journal' }] };
  if (state === 'returning' || state === 'returned') return stay({ ...payment, nextAtMs: null });
  return { payment, effects: [{ do: 'query' }] };
}

/** PAY-4: nobody took the money in time, so it goes back, unless only this hub has forgotten that it was taken. */
function late(payment: Payment, nowMs: number): PaymentStep {
  const endMs = payment.acceptByMs ?? payment.nextAtMs ?? nowMs;
  if (nowMs < endMs) return stay({ ...payment, nextAtMs: endMs });
  return { payment, effects: [{ do: 'ask-journal' }] };
}

function journalSaid(payment: Payment, isTaken: boolean, nowMs: number, timing: PaymentTiming): PaymentStep {
  if (payment.state !== 'paid') return stay(payment);
  return isTaken
    ? accept(payment, nowMs, timing)
    : giveBack(payment, nowMs, 'the counter did not take the payment in time');
}

function giveBack(payment: Payment, nowMs: number, reason: string): PaymentStep {
  return {
    payment: { ...payment, state: 'returning', returningAtMs: nowMs, reason, nextAtMs: null, tries: 0 },
    effects: [{ do: 'give-back', amountFen: payment.paidFen!, done: false, reason }, { do: 'tell' }],
  };
}

/** PAY-2: never a close without a question before it. */
const close = (payment: Payment, nowMs: number, reason: string): PaymentStep => ({
  payment: { ...payment, state: 'closing', reason, tries: 0, nextAtMs: nowMs },
  effects: [{ do: 'query' }],
});

/** PAY-4: committed before `accepted` is said; never after the hub began to give back. */
function accept(payment: Payment, nowMs: number, { journalByMs }: PaymentTiming): PaymentStep {
  if (payment.state !== 'paid') return stay(payment);
  return {
    payment: { ...payment, state: 'accepted', acceptedAtMs: nowMs, nextAtMs: nowMs + journalByMs, tries: 0 },
    effects: [],
  };
}

const told = (payment: Payment, acceptByMs: number): PaymentStep =>
  payment.state === 'paid' && payment.acceptByMs === null
    ? stay({ ...payment, acceptByMs, nextAtMs: acceptByMs })
    : stay(payment);

function created(payment: Payment, codeUrl: string, nowMs: number): PaymentStep {
  if (payment.state === 'closing') return stay({ ...payment, codeUrl });
  if (payment.state !== 'creating') return stay(payment);
  return {
    payment: { ...payment, state: 'waiting', codeUrl, tries: 0, nextAtMs: nowMs + pollMs(0) },
    effects: [{ do: 'tell' }],
  };
}

function paid(payment: Payment, fact: PaidFact, nowMs: number, timing: PaymentTiming): PaymentStep {
  const { transaction, amountFen, method } = fact;
  if (payment.paidFen !== null) {
    if (transaction === payment.transaction) return stay(payment);
    const detail = `${payment.order} was paid twice: ${payment.transaction} and ${transaction}`;
    return { payment, effects: [{ do: 'case', kind: 'payment-twice', detail }] };
  }
  const isAdopted = payment.totalFen === 0;
  const now: Payment = {
    ...payment,
    counter: isAdopted && fact.counter ? fact.counter : payment.counter,
    method,
    transaction,
    paidFen: amountFen,
    paidAtMs: fact.atMs ?? nowMs,
    totalFen: isAdopted ? amountFen : payment.totalFen,
    tries: 0,
  };
  if (now.totalFen !== amountFen) return wrongAmount(now, nowMs);
  if (payment.state === 'closed') return giveBack(now, nowMs, 'paid after it was closed');
  return {
    payment: { ...now, state: 'paid', nextAtMs: nowMs + timing.unheardMs },
    effects: [{ do: 'tell' }],
  };
}

/** PAY-8: another amount than asked for is a case, and goes back. */
function wrongAmount(payment: Payment, nowMs: number): PaymentStep {
  const detail = `${payment.order}: asked for ${payment.totalFen} fen, paid ${payment.paidFen} fen`;
  const step = giveBack(payment, nowMs, 'another amount was paid than asked for');
  return { ...step, effects: [...step.effects, { do: 'case', kind: 'payment-amount', detail }] };
}

function unpaid(payment: Payment, nowMs: number): PaymentStep {
  const tries = payment.tries + 1;
  if (payment.state === 'waiting') return waitOn(payment, tries, nowMs);
  if (payment.state === 'closed') return noMoreLooks(payment);
  if (payment.state !== 'closing') return stay(payment);
  const { closeAnsweredAtMs } = payment;
  if (closeAnsweredAtMs !== null && nowMs < closeAnsweredAtMs + closeSettlesMs)
    return stay({ ...payment, tries, nextAtMs: nowMs + pollMs(tries) });
  return { payment, effects: [{ do: 'close' }] };
}

function waitOn(payment: Payment, tries: number, nowMs: number): PaymentStep {
  const nextAtMs = Math.min(nowMs + pollMs(tries), Math.max(payment.expiresAtMs, nowMs + pollMs(0)));
  return stay({ ...payment, tries, nextAtMs });
}

/** The gateway knows no such payment: never made, or (Alipay) nobody has scanned the code yet. */
function absent(payment: Payment, nowMs: number): PaymentStep {
  if (payment.state !== 'closing') return unpaid(payment, nowMs);
  const wasShown = payment.codeUrl !== null;
  if (!wasShown || payment.closeAnsweredAtMs !== null) return closed(payment, nowMs);
  return { payment, effects: [{ do: 'close' }] };
}

/** A closed code is looked at once more after its end: PAY-2. */
function closed(payment: Payment, nowMs: number): PaymentStep {
  const lookAgain = Math.max(payment.expiresAtMs, nowMs) + lastLookMs;
  return {
    payment: { ...payment, state: 'closed', closedAtMs: nowMs, tries: 0, nextAtMs: lookAgain },
    effects: [{ do: 'tell' }],
  };
}

const noMoreLooks = (payment: Payment): PaymentStep =>
  stay(payment.state === 'closed' ? { ...payment, nextAtMs: null } : payment);

const closeTaken = (payment: Payment, nowMs: number): PaymentStep =>
  payment.state === 'closing'
    ? {
        payment: { ...payment, closeAnsweredAtMs: nowMs, nextAtMs: nowMs + pollMs(0) },
        effects: [{ do: 'query' }],
      }
    : stay(payment);

function returnedByGateway(payment: Payment, transaction: string, nowMs: number): PaymentStep {
  if (payment.paidFen !== null) return stay(payment);
  const reason = 'paid at the moment it was closed; the gateway gave it back';
  const amountFen = payment.totalFen;
  const now: Payment = {
    ...payment,
    state: 'returned',
    transaction,
    paidFen: amountFen,
    paidAtMs: nowMs,
    returningAtMs: nowMs,
    reason,
    nextAtMs: null,
  };
  return { payment: now, effects: [{ do: 'give-back', amountFen, done: true, reason }, { do: 'tell' }] };
}

/** PAY-7: no clear answer changes nothing but the time of the next question. */
function unclear(payment: Payment, reason: string, waitMs: number, nowMs: number): PaymentStep {
  if (!isUnpaid(payment) && payment.state !== 'closed') return stay(payment);
  const now = { ...payment, tries: payment.tries + 1, nextAtMs: nowMs + waitMs };
  const isTold = payment.state === 'creating' || payment.state === 'closing';
  return { payment: isTold ? { ...now, reason } : now, effects: isTold ? [{ do: 'tell' }] : [] };
}
