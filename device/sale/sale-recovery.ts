// pure
// What to do with an order that a restart, a lost payment answer or a refusal left unfinished, as data (SALE-10).
import { underpaid } from './amounts.ts';
import { InvariantError } from './invariant-error.ts';
import type { OpenItem, OpenOrder } from './open-orders.ts';

/** How far the journal says an item got; `ordered` and `settled` are about the whole order. */
export const tails = [
  'ordered',
  'paid-not-dispensing',
  'dispensing-without-outcome',
  'outcome-delivered',
  'outcome-owed',
  'refund-due',
  'refunded',
  'settled',
] as const;
export type Tail = (typeof tails)[number];

/** What the board says of a vend after a restart; `none` also while nobody asked. */
export const boardReports = ['delivered', 'not-delivered', 'none'] as const;
export type BoardReport = (typeof boardReports)[number];

/** What the payment method says; `not-asked` also when the journal already knows. */
export const paymentStates = ['paid', 'not-paid', 'unknown', 'not-asked'] as const;
export type PaymentState = (typeof paymentStates)[number];

export type RecoveryAction =
  | 'ask-payment'
  | 'ask-payment-later'
  | 'record-paid'
  | 'close'
  | 'announce-refund'
  | 'record-delivered'
  | 'record-not-delivered'
  | 'record-unknown'
  | 'move-money'
  | 'nothing';

export interface RecoveryRow {
  tail: Tail;
  board: readonly BoardReport[];
  payment: readonly PaymentState[];
  action: RecoveryAction;
  why: string;
}

const anyBoard = boardReports;
const anyPayment = paymentStates;

export const recoveryTable: readonly RecoveryRow[] = [
  {
    tail: 'ordered',
    board: anyBoard,
    payment: ['not-asked'],
    action: 'ask-payment',
    why: 'Money may have moved without a line: the payment method knows.',
  },
  {
    tail: 'ordered',
    board: anyBoard,
    payment: ['unknown'],
    action: 'ask-payment-later',
    why: 'Nobody knows yet; the order is never dropped.',
  },
  {
    tail: 'ordered',
    board: anyBoard,
    payment: ['paid'],
    action: 'record-paid',
    why: 'The money is here: from now on it is owed.',
  },
  {
    tail: 'ordered',
    board: anyBoard,
    payment: ['not-paid'],
    action: 'close',
    why: 'It is certain that no money moved: 0 = 0 + 0.',
  },
  {
    tail: 'paid-not-dispensing',
    board: anyBoard,
    payment: anyPayment,
    action: 'announce-refund',
    why: 'The customer is gone: a motor never turns by itself.',
  },
  {
    tail: 'dispensing-without-outcome',
    board: ['delivered'],
    payment: anyPayment,
    action: 'record-delivered',
    why: 'The board finished its work while the agent was away.',
  },
  {
    tail: 'dispensing-without-outcome',
    board: ['not-delivered'],
    payment: anyPayment,
    action: 'record-not-delivered',
    why: 'The board says that nothing fell.',
  },
  {
    tail: 'dispensing-without-outcome',
    board: ['none'],
    payment: anyPayment,
    action: 'record-unknown',
    why: 'Undecidable: the shopper gets the money back, a person looks at the slot.',
  },
  {
    tail: 'outcome-delivered',
    board: anyBoard,
    payment: anyPayment,
    action: 'nothing',
    why: 'Goods for money: the item is settled.',
  },
  {
    tail: 'outcome-owed',
    board: anyBoard,
    payment: anyPayment,
    action: 'announce-refund',
    why: 'Money is owed and no line announces it yet.',
  },
  {
    tail: 'refund-due',
    board: anyBoard,
    payment: anyPayment,
    action: 'move-money',
    why: 'Same refund id as before: money moves once.',
  },
  {
    tail: 'refunded',
    board: anyBoard,
    payment: anyPayment,
    action: 'nothing',
    why: 'The money went back: the item is settled.',
  },
  {
    tail: 'settled',
    board: anyBoard,
    payment: anyPayment,
    action: 'close',
    why: 'Every item is settled: paid = delivered + refunded.',
  },
];

/** The one row for a combination. Throws InvariantError when there is not exactly one; a test excludes that. */
export function recoveryRow(tail: Tail, board: BoardReport, payment: PaymentState): RecoveryRow {
  const rows = recoveryTable.filter(
    (row) => row.tail === tail && row.board.includes(board) && row.payment.includes(payment),
  );
  if (rows.length === 1) return rows[0]!;
  throw new InvariantError(`${rows.length} recovery rows for ${tail}, ${board}, ${payment}`);
}

/** How far one item of a paid order got. */
export function itemTail(order: OpenOrder, item: OpenItem): Tail {
  if (item.refund) return item.refund.done ? 'refunded' : 'refund-due';
  if (item.outcome === undefined)
    return item.dispensing ? 'dispensing-without-outcome' : 'paid-not-dispensing';
  const surplus = !underpaid(order) && item.item === 1 && order.paid!.amountFen > order.totalFen;
  return item.outcome === 'delivered' && !surplus ? 'outcome-delivered' : 'outcome-owed';
}

/** What has to be dealt with first: the motor's question before money, announcing before moving. */
const urgency: readonly Tail[] = [
  'dispensing-without-outcome',
  'paid-not-dispensing',
  'outcome-owed',
  'refund-due',
];

/** Where an order stands, and the item that is the reason. */
export function tailOf(order: OpenOrder): { tail: Tail; item?: OpenItem } {
  if (!order.paid) return { tail: 'ordered' };
  for (const tail of urgency) {
    const item = order.items.find((one) => itemTail(order, one) === tail);
    if (item) return { tail, item };
  }
  return { tail: 'settled' };
}
