// pure
// What the journal's lines say about notes and coins: boxes, credit, and each order's share of it (CASH-1).
import type { Line, LineOf } from '@zhuangui/protocol/journal-lines.ts';

export interface CashRefund {
  amountFen: number;
  done: boolean;
  /** Wall time of its announcement. */
  at: number;
}

/** One order's notes and coins. */
export interface CashOrder {
  order: string;
  insertedFen: number;
  /** Taken for goods that were delivered. */
  spentFen: number;
  paidOutFen: number;
  forfeitedFen: number;
  /** Announced to be paid out, and nobody knows yet whether it was. */
  payingFen: number;
  /** Set when the sale took the money; `paidOutBeforeFen` had come back before and is no refund. */
  paid?: { amountFen: number; paidOutBeforeFen: number };
  refunds: Readonly<Record<string, CashRefund>>;
  /** A person was told. */
  ticketed: boolean;
}

export type CashBox = 'notes' | 'coins';
export interface LastCount {
  at: number;
  box: CashBox;
  expectedFen: number;
  countedFen: number;
}

export interface CashBook {
  /** The last line in it: a line told twice counts once. */
  seq: number;
  boxes: Readonly<Record<CashBox, number>>;
  /** Credit that belongs to no order. */
  loose: { balanceFen: number; payingFen: number };
  orders: ReadonlyMap<string, CashOrder>;
  lastCount: LastCount | null;
  /** Money was handed over by a person since the last count: the board may still hold credit for it (CASH-15). */
  handed: boolean;
}

export const emptyBook = (): CashBook => ({
  seq: 0,
  boxes: { notes: 0, coins: 0 },
  loose: { balanceFen: 0, payingFen: 0 },
  orders: new Map(),
  lastCount: null,
  handed: false,
});

const newOrder = (order: string): CashOrder => ({
  order,
  insertedFen: 0,
  spentFen: 0,
  paidOutFen: 0,
  forfeitedFen: 0,
  payingFen: 0,
  refunds: {},
  ticketed: false,
});

export const owedTicket = 'cash-owed';
export const handedOver = 'cash-handed-over';

const sum = (amounts: readonly number[]): number => amounts.reduce((total, fen) => total + fen, 0);

/** What of an order's money is neither spent, nor returned, nor lost. */
export const balanceFen = (one: CashOrder): number =>
  one.insertedFen - one.spentFen - one.paidOutFen - one.forfeitedFen;

/** What was paid out since the sale took the money and is not counted to a refund yet. */
export function spareFen(one: CashOrder): number {
  const done = sum(Object.values(one.refunds).flatMap((refund) => (refund.done ? [refund.amountFen] : [])));
  return one.paidOutFen - (one.paid?.paidOutBeforeFen ?? 0) - done;
}

/** What announced refunds still want. */
export function dueFen(one: CashOrder): number {
  const due = sum(Object.values(one.refunds).flatMap((refund) => (refund.done ? [] : [refund.amountFen])));
  return Math.max(0, due - spareFen(one));
}

/** Money of an order that is not all announced to go back: a payout would take what is still to be spent. */
export const isHolding = (one: CashOrder): boolean => balanceFen(one) > dueFen(one);

/** Credit the board should have. */
export const creditFen = (book: CashBook): number =>
  book.loose.balanceFen + sum([...book.orders.values()].map(balanceFen));

/** Nothing is owed to anybody and no payout is unsettled. */
export const isEven = (book: CashBook): boolean => book.orders.size === 0 && book.loose.balanceFen <= 0;

const withOrder = (book: CashBook, id: string, change: (one: CashOrder) => CashOrder): CashBook => {
  const one = book.orders.get(id) ?? newOrder(id);
  return { ...book, orders: new Map(book.orders).set(id, change(one)) };
};
const intoBox = (book: CashBook, box: CashBox, fen: number): CashBook => ({
  ...book,
  boxes: { ...book.boxes, [box]: book.boxes[box] + fen },
});

/** The part of the book that a line of cash is about: an order, or the credit of nobody. */
function moved(book: CashBook, line: LineOf<'cash'>): CashBook {
  const { event, amountFen: fen, order } = line;
  const paying = (before: number) =>
    event === 'paid-out' ? Math.max(0, before - fen) : fen === 0 ? 0 : before + fen;
  const isPaying = event === 'paid-out' || event === 'paying-out';
  if (order === undefined) {
    const sign = event === 'inserted' ? 1 : event === 'paying-out' ? 0 : -1;
    const { balanceFen: before, payingFen } = book.loose;
    const loose = { balanceFen: before + sign * fen, payingFen: isPaying ? paying(payingFen) : payingFen };
    return { ...book, loose };
  }
  return withOrder(book, order, (one) => ({
    ...one,
    insertedFen: one.insertedFen + (event === 'inserted' ? fen : 0),
    paidOutFen: one.paidOutFen + (event === 'paid-out' ? fen : 0),
    forfeitedFen: one.forfeitedFen + (event === 'forfeited' ? fen : 0),
    payingFen: isPaying ? paying(one.payingFen) : one.payingFen,
  }));
}

/** What nobody can name a medium for counts as a note that came in, and as coins that went out. */
function cash(book: CashBook, line: LineOf<'cash'>): CashBook {
  const { event, medium, amountFen } = line;
  const next = moved(book, line);
  if (event === 'inserted') return intoBox(next, medium === 'coin' ? 'coins' : 'notes', amountFen);
  return event === 'paid-out' ? intoBox(next, medium === 'note' ? 'notes' : 'coins', -amountFen) : next;
}

function refund(book: CashBook, line: LineOf<'refund'>): CashBook {
  return withOrder(book, line.order, (one) => {
    const before = one.refunds[line.refund] ?? { amountFen: line.amountFen, done: false, at: line.at };
    const refunds = {
      ...one.refunds,
      [line.refund]: { ...before, done: before.done || line.state === 'done' },
    };
    return { ...one, refunds };
  });
}

/** What a closed order should not have left over is nobody's credit. */
function closed(book: CashBook, id: string): CashBook {
  const one = book.orders.get(id);
  if (!one) return book;
  const orders = new Map(book.orders);
  orders.delete(id);
  const { balanceFen: before, payingFen } = book.loose;
  return { ...book, orders, loose: { balanceFen: before + balanceFen(one), payingFen } };
}

/** A person looked: credit of nobody that could not be paid out is with the operator from now on (CASH-16). */
function counted(book: CashBook, line: LineOf<'cash-count'>): CashBook {
  const { at, box, expectedFen, countedFen, leftFen } = line;
  const lastCount = { at, box, expectedFen, countedFen };
  const boxes = { ...book.boxes, [box]: leftFen };
  return { ...book, boxes, lastCount, loose: { balanceFen: 0, payingFen: 0 }, handed: false };
}

function changed(book: CashBook, line: Line): CashBook {
  switch (line.kind) {
    case 'cash':
      return cash(book, line);
    case 'paid':
      return withOrder(book, line.order, (one) => ({
        ...one,
        paid: one.paid ?? { amountFen: line.amountFen, paidOutBeforeFen: one.paidOutFen },
      }));
    case 'outcome':
      return withOrder(book, line.order, (one) => ({ ...one, spentFen: one.spentFen + line.priceFen }));
    case 'refund':
      return refund(book, line);
    case 'closed':
      return closed(book, line.order);
    case 'cash-count':
      return counted(book, line);
    case 'ticket':
      return withOrder(book, line.order!, (one) => ({ ...one, ticketed: true }));
    case 'service':
      return { ...book, handed: true };
    default:
      return book;
  }
}

/** Whether a line moves the book: cash itself, and the steps of orders paid with it. */
export function isCashLine(line: Line): boolean {
  switch (line.kind) {
    case 'cash':
    case 'cash-count':
    case 'closed':
      return true;
    case 'paid':
    case 'refund':
      return line.method === 'cash';
    case 'outcome':
      return line.method === 'cash' && line.outcome === 'delivered';
    case 'ticket':
      return line.code === owedTicket && line.order !== undefined;
    case 'service':
      return line.action === handedOver;
    default:
      return false;
  }
}

/** The book after one more line; the same book when the line is not about cash or was told before. */
export function foldBook(book: CashBook, line: Line): CashBook {
  if (line.seq <= book.seq || !isCashLine(line)) return book;
  const next = changed(book, line);
  return next === book ? book : { ...next, seq: line.seq };
}
