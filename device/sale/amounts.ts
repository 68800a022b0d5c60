// pure
// Who owes what in an order, from its journal lines alone: asked twice, it answers the same (SALE-6, SALE-7).
import { sumFen } from '@zhuangui/protocol/money.ts';
import type { OpenItem, OpenOrder } from './open-orders.ts';

/** Less came than was asked for: nothing is dispensed, all of it goes back. */
export const underpaid = (order: OpenOrder): boolean =>
  order.paid !== undefined && order.paid.amountFen < order.totalFen;

/** The same refund for the same item, however often it is asked for. */
export const refundIdOf = (order: string, item: number): string => `r${order.slice(1)}-${item}`;

/** What of an insufficient payment falls on an item: prices are filled up in order. */
function shareFen(order: OpenOrder, item: OpenItem): number {
  const before = sumFen(order.items.filter((one) => one.item < item.item).map((one) => one.priceFen));
  return Math.max(0, Math.min(item.priceFen, order.paid!.amountFen - before));
}

/** Fen that go back for an item, once it will not be dispensed any more. What was paid too much goes with item 1. */
export function owedFen(order: OpenOrder, item: OpenItem): number {
  if (!order.paid) return 0;
  if (underpaid(order)) return shareFen(order, item);
  const surplusFen = item.item === 1 ? order.paid.amountFen - order.totalFen : 0;
  return (item.outcome === 'delivered' ? 0 : item.priceFen) + surplusFen;
}

export interface Sums {
  paidFen: number;
  deliveredFen: number;
  refundedFen: number;
  /** Announced and not yet confirmed. */
  refundDueFen: number;
}

/** What was paid, delivered and given back so far. */
export function sumsOf(order: OpenOrder): Sums {
  const refunds = order.items.flatMap((item) => (item.refund ? [item.refund] : []));
  return {
    paidFen: order.paid?.amountFen ?? 0,
    deliveredFen: sumFen(order.items.filter((one) => one.outcome === 'delivered').map((one) => one.priceFen)),
    refundedFen: sumFen(refunds.filter((one) => one.done).map((one) => one.amountFen)),
    refundDueFen: sumFen(refunds.filter((one) => !one.done).map((one) => one.amountFen)),
  };
}
