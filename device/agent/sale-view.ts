// pure
// A sale as the machine sees it, to a sale as the screen shows it.
import type { PaymentMethod } from '@zhuangui/protocol/units.ts';
import type { SaleItemView, SalePhase, SaleView } from '../sale/sale-view.ts';
import type * as screen from '../screens/views.ts';

const phases: Partial<Record<SalePhase, screen.SaleView['phase']>> = {
  paying: 'paying',
  dispensing: 'dispensing',
  refunding: 'refunding',
  'payment-pending': 'payment-pending',
  'refund-pending': 'refund-pending',
  stopped: 'stopped',
  'not-paid': 'cancelled',
  done: 'finished',
};

export interface SaleContext {
  method: PaymentMethod;
  payWithinMs: number | undefined;
  /** The shopper pressed cancel. */
  isGivenUp?: boolean;
  nameOf(entry: string): string;
  qr: string | undefined;
  cash: screen.SaleView['cash'] | undefined;
  /** What the machine still owes this order in notes and coins; undefined when it owes nothing, or took none. */
  cashOwedFen?: number | undefined;
  receiptUrl: string | null;
  isReturned: boolean;
  cabinet: 'unlocking' | 'open' | 'weighing' | undefined;
}

/** Null while there is nothing a shopper would look at. */
export function screenSale(sale: SaleView, context: SaleContext): screen.SaleView | null {
  const phase = phases[sale.phase];
  if (!phase || !sale.order) return null;
  // A touch that was refused meanwhile does not change how this order is paid.
  const method = sale.method ?? context.method;
  return {
    order: sale.reference ?? sale.order,
    phase,
    method,
    totalFen: sale.totalFen,
    paidFen: sale.paidFen,
    deliveredFen: sale.deliveredFen,
    refundedFen: backFen(sale, context),
    changeFen: method === 'cash' ? Math.max(0, sale.paidFen - sale.totalFen) : 0,
    receiptUrl: context.receiptUrl,
    ...(phase === 'paying' && context.qr !== undefined ? { qr: context.qr } : {}),
    ...(phase === 'paying' && context.cash ? { cash: context.cash } : {}),
    ...(phase === 'paying' && (context.isGivenUp || context.payWithinMs === 0) ? { isClosing: true } : {}),
    ...(context.isReturned ? { returnedByHub: true } : {}),
    ...(context.cabinet && phase === 'dispensing' ? { cabinet: { state: context.cabinet } } : {}),
    items: sale.items.map((item) => screenItem(item, sale, context)),
    ...(phase === 'paying' && context.payWithinMs !== undefined ? { payWithinMs: context.payWithinMs } : {}),
  };
}

/** A machine that ran out of change gave some of it: that is in the shopper's hand, though the refund is not done. */
function backFen(
  { phase, paidFen, deliveredFen, refundedFen }: SaleView,
  { cashOwedFen }: SaleContext,
): number {
  if (phase !== 'refund-pending' || cashOwedFen === undefined) return refundedFen;
  return Math.max(refundedFen, paidFen - deliveredFen - cashOwedFen);
}

function screenItem(item: SaleItemView, sale: SaleView, context: SaleContext): screen.SaleItemView {
  const refused = item.state === 'refused' && sale.refusals.find(({ slot }) => slot === item.slot);
  const outcome = item.state === 'delivered' || item.state === 'not-delivered' || item.state === 'unknown';
  return {
    item: item.item,
    slot: item.slot,
    name: context.nameOf(item.entry),
    priceFen: item.priceFen,
    phase: itemPhase(item),
    ...(outcome ? { outcome: item.state as 'delivered' } : {}),
    ...(refused ? { reasons: refused.reasons } : {}),
  };
}

function itemPhase({ state, refund }: SaleItemView): screen.ItemPhase {
  // Money that goes back for delivered goods is change, or what was paid too much: the goods are not refunded.
  if (state === 'delivered') return state;
  if (refund === 'done') return 'refunded';
  if (refund === 'due') return 'refund-due';
  if (state === 'waiting' || state === 'dispensing') return state;
  return 'refund-due';
}
