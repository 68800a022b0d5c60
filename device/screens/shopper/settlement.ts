// pure
// What became of the money of a sale: paid = delivered + refunded + still due.
import type { SaleView } from '../views.ts';

export interface Settlement {
  paidFen: number;
  deliveredFen: number;
  refundedFen: number;
  /** Not yet given back; never negative. */
  dueFen: number;
  deliveredCount: number;
}

export function settlementOf(sale: SaleView): Settlement {
  const { paidFen, deliveredFen, refundedFen } = sale;
  return {
    paidFen,
    deliveredFen,
    refundedFen,
    dueFen: Math.max(0, paidFen - deliveredFen - refundedFen),
    deliveredCount: sale.items.filter((item) => item.phase === 'delivered').length,
  };
}
