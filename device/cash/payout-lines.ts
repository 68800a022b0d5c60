// pure
// The lines of payouts, and who gets what of them.
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import { balanceFen, type CashBook, creditFen, dueFen, isHolding, owedTicket } from './cash-book.ts';

/** Somebody money is paid out to: an order, or nobody known. */
export interface Target {
  order: string | undefined;
  amountFen: number;
}

/** What came out; `unknown` when only the credit says so. */
export interface PaidOut {
  notesFen: number;
  coinsFen: number;
  unknownFen: number;
}
type Medium = 'note' | 'coin' | 'unknown';
type CashBody = LineBody & { kind: 'cash' };

export const totalFen = (targets: readonly Target[]): number =>
  targets.reduce((total, one) => total + one.amountFen, 0);
export const paidFen = ({ notesFen, coinsFen, unknownFen }: PaidOut): number =>
  notesFen + coinsFen + unknownFen;

export const cashLine = (
  event: CashBody['event'],
  medium: Medium,
  amountFen: number,
  order: string | undefined,
): CashBody => ({ kind: 'cash', event, medium, amountFen, ...(order === undefined ? {} : { order }) });

/** Refunds that are announced, and credit of nobody; nothing while money is still to be spent (CASH-5). */
export function targetsOf(book: CashBook): Target[] {
  const orders = [...book.orders.values()];
  if (orders.some(isHolding)) return [];
  const due = orders.map((one) => ({ order: one.order as string | undefined, amountFen: dueFen(one) }));
  const loose = { order: undefined, amountFen: book.loose.balanceFen };
  return [...due, loose].filter((one) => one.amountFen > 0);
}

/** Whose payout was announced and never confirmed. */
export function payingOf(book: CashBook): Target[] {
  const orders = [...book.orders.values()];
  const paying = orders.map((one) => ({ order: one.order as string | undefined, amountFen: one.payingFen }));
  return [...paying, { order: undefined, amountFen: book.loose.payingFen }].filter(
    (one) => one.amountFen > 0,
  );
}

export const announceLines = (targets: readonly Target[]): LineBody[] =>
  targets.map((one) => cashLine('paying-out', 'unknown', one.amountFen, one.order));

/** Nothing (more) was paid of what was announced; certain. */
export const withdrawLines = (targets: readonly Target[]): LineBody[] =>
  targets.map((one) => cashLine('paying-out', 'unknown', 0, one.order));

/** Shares out what came, in order; what nobody should have got had come in unseen before (CASH-8). */
export function paidLines(targets: readonly Target[], paid: PaidOut): LineBody[] {
  const left: [Medium, number][] = [
    ['note', paid.notesFen],
    ['coin', paid.coinsFen],
    ['unknown', paid.unknownFen],
  ];
  const lines: LineBody[] = [];
  for (const { order, amountFen } of targets) {
    let wanted = amountFen;
    for (const one of left) {
      const share = Math.min(wanted, one[1]);
      if (share > 0) lines.push(cashLine('paid-out', one[0], share, order));
      one[1] -= share;
      wanted -= share;
    }
  }
  for (const [medium, fen] of left) {
    if (fen <= 0) continue;
    lines.push(cashLine('inserted', 'unknown', fen, undefined), cashLine('paid-out', medium, fen, undefined));
  }
  return lines;
}

/** Tells a person, once an order, that the machine could not pay. */
export function owedTickets(book: CashBook, targets: readonly Target[], why: string): LineBody[] {
  return targets.flatMap(({ order, amountFen }) => {
    if (order !== undefined && book.orders.get(order)?.ticketed) return [];
    const detail = `${amountFen} fen are owed in cash: ${why}`.slice(0, 300);
    return [{ kind: 'ticket' as const, code: owedTicket, detail, ...(order === undefined ? {} : { order }) }];
  });
}

export interface OwedCash {
  order: string;
  amountFen: number;
  /** Wall time at which its refund was announced. */
  sinceMs: number;
}

/** Refunds that the machine did not pay yet. */
export function owedOf(book: CashBook): OwedCash[] {
  return [...book.orders.values()].flatMap((one) => {
    const amountFen = dueFen(one);
    const open = Object.values(one.refunds).filter((refund) => !refund.done);
    const sinceMs = Math.min(...open.map((refund) => refund.at));
    return amountFen > 0 ? [{ order: one.order, amountFen, sinceMs }] : [];
  });
}

/**
 * Credit that the board kept (mode 8). Only what nobody may still ask for is forfeited, `active` being the order that is
 * being paid; what a sale owes stays owed (CASH-14).
 */
export function forfeitLines(book: CashBook, fen: number, active: string | undefined): LineBody[] {
  const unpaid = [...book.orders.values()].filter((one) => !one.paid);
  const first = [...unpaid].sort((a, b) => Number(b.order === active) - Number(a.order === active));
  const owners = first.map((one) => ({ order: one.order as string | undefined, fen: balanceFen(one) }));
  let left = fen;
  return [...owners, { order: undefined, fen: book.loose.balanceFen }].flatMap((owner) => {
    const amountFen = Math.min(left, Math.max(0, owner.fen));
    left -= amountFen;
    return amountFen > 0 ? [cashLine('forfeited', 'unknown', amountFen, owner.order)] : [];
  });
}

/** What the board's credit says beyond what was heard: it is the shopper's who is paying (CASH-10). */
export function differenceLines(book: CashBook, levelFen: number | null, order: string): LineBody[] {
  const fen = (levelFen ?? creditFen(book)) - creditFen(book);
  if (fen === 0) return [];
  const detail = `the board's credit differs by ${fen} fen from what was heard`;
  return [
    cashLine(fen > 0 ? 'inserted' : 'paid-out', 'unknown', Math.abs(fen), order),
    { kind: 'ticket', code: 'cash-credit-differs', detail, order },
  ];
}
