// pure
// What became of the money of a sale: paid = delivered + refunded + change + still due (SCR-4).
import type { SaleView } from '../views.ts';

export interface Settlement {
  paidFen: number;
  deliveredFen: number;
  /** All that went back, change included. */
  refundedFen: number;
  /** What went back for goods. */
  goodsBackFen: number;
  /** What went back as change for cash. */
  changeBackFen: number;
  /** Not yet given back; never negative. */
  dueFen: number;
  deliveredCount: number;
  /** Cash that never reached the price: the order was given up, and what was in goes back. No goods are refunded. */
  isGivenUp: boolean;
}

export const isGivenUp = ({ method, paidFen, totalFen }: SaleView): boolean =>
  method === 'cash' && paidFen > 0 && paidFen < totalFen;

export function settlementOf(sale: SaleView): Settlement {
  const { paidFen, deliveredFen, refundedFen } = sale;
  const changeBackFen = Math.min(sale.changeFen, refundedFen);
  return {
    paidFen,
    deliveredFen,
    refundedFen,
    goodsBackFen: refundedFen - changeBackFen,
    changeBackFen,
    dueFen: Math.max(0, paidFen - deliveredFen - refundedFen),
    deliveredCount: sale.items.filter((item) => item.phase === 'delivered').length,
    isGivenUp: isGivenUp(sale),
  };
}
