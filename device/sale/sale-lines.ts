// pure
// The journal lines a sale writes.
import type { LineBody, Permit } from '@zhuangui/protocol/journal-lines.ts';
import { sumFen } from '@zhuangui/protocol/money.ts';
import type { Outcome, PaymentMethod } from '@zhuangui/protocol/units.ts';
import type { GateAnswer } from '../gate/gate-source.ts';
import { owedFen, refundIdOf, sumsOf, underpaid } from './amounts.ts';
import { invariant } from './invariant-error.ts';
import type { OpenItem, OpenOrder } from './open-orders.ts';
import { itemTail } from './sale-recovery.ts';
import { words } from './words.ts';

const goodsOf = ({ item, slot, entry, lot, priceFen }: OpenItem) => ({ item, slot, entry, lot, priceFen });

/** The order line for answers that all passed. */
export function orderLine(order: string, method: PaymentMethod, answers: readonly GateAnswer[]): LineBody {
  const items = answers.map(({ decision, slot }, index) => {
    invariant(decision.pass && slot !== undefined, 'an item was ordered that the gate did not let pass');
    const { slot: number, entry, lot, priceFen } = slot;
    return { item: index + 1, slot: number, entry, lot, priceFen, permit: decision.permit };
  });
  return { kind: 'order', order, items, totalFen: sumFen(items.map((one) => one.priceFen)), method };
}

export const dispensingLine = (order: OpenOrder, item: OpenItem, permit: Permit): LineBody => ({
  kind: 'dispensing',
  order: order.order,
  ...goodsOf(item),
  permit,
});

export interface VendEnd {
  outcome: Outcome;
  detail: string;
  status?: number | undefined;
  recovered?: boolean;
}

/** The outcome; with it, when unknown, the lock of the slot and the ticket, in the same append (SALE-5). */
export function outcomeLines(order: OpenOrder, item: OpenItem, end: VendEnd): LineBody[] {
  const { outcome, status } = end;
  const known = status !== undefined && Number.isInteger(status) && status >= 0 && status <= 255;
  const detail = words(end.detail, 200);
  const line: LineBody = {
    kind: 'outcome',
    order: order.order,
    ...goodsOf(item),
    method: order.method,
    outcome,
    detail,
    ...(known && { status }),
    ...(end.recovered && { recovered: true }),
  };
  if (outcome !== 'unknown') return [line];
  const why = `unknown outcome of ${order.order}`;
  const ticket = { code: 'outcome-unknown', detail, slot: item.slot, order: order.order };
  return [line, { kind: 'slot', slot: item.slot, locked: true, why }, { kind: 'ticket', ...ticket }];
}

function refundReason(order: OpenOrder, item: OpenItem, gone: boolean): string {
  if (underpaid(order)) return 'less was paid than asked for';
  if (item.outcome === 'delivered') return 'more was paid than asked for';
  if (item.outcome !== undefined) return `outcome ${item.outcome}`;
  return gone ? 'the customer was gone' : 'not dispensed';
}

/** Announces the refund of one item that will not be dispensed (any more), or of what was paid too much. */
export function refundDueLine(order: OpenOrder, item: OpenItem, reason: string): LineBody {
  return {
    kind: 'refund',
    order: order.order,
    refund: refundIdOf(order.order, item.item),
    item: item.item,
    amountFen: owedFen(order, item),
    method: order.method,
    state: 'due',
    reason: words(reason, 200),
  };
}

/** Announces every refund that is owed and not announced yet, in one append. */
export function refundDueLines(order: OpenOrder, gone: boolean): LineBody[] {
  return order.items
    .filter((item) => ['outcome-owed', 'paid-not-dispensing'].includes(itemTail(order, item)))
    .map((item) => refundDueLine(order, item, refundReason(order, item, gone)));
}

/** Says that the money of an announced refund moved: same id, same amount. */
export function refundDoneLine(order: OpenOrder, item: OpenItem): LineBody {
  invariant(item.refund !== undefined, 'a refund was done that was not announced');
  const due = refundDueLine(order, item, 'moved') as LineBody & { kind: 'refund' };
  return { ...due, amountFen: item.refund.amountFen, state: 'done' };
}

/** Closes an order; throws InvariantError unless paid = delivered + refunded (SALE-8). */
export function closedLine(order: OpenOrder): LineBody {
  const { paidFen, deliveredFen, refundedFen, refundDueFen } = sumsOf(order);
  const balanced = refundDueFen === 0 && paidFen === deliveredFen + refundedFen;
  invariant(balanced, `${order.order}: paid ${paidFen} is not delivered ${deliveredFen} + ${refundedFen}`);
  return { kind: 'closed', order: order.order, paidFen, deliveredFen, refundedFen };
}

export const ticketLine = (order: string, code: string, detail: string): LineBody => ({
  kind: 'ticket',
  code,
  detail: words(detail, 300),
  order,
});
