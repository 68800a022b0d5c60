// pure
// Which page a view means. The agent has decided; this only names what it said (SCR-1).
import type { SaleView, ShopperView } from '../views.ts';

export type Page =
  | 'loading'
  | 'shelf'
  | 'paying'
  | 'progress'
  | 'thanks'
  | 'refund'
  | 'cancelled'
  | 'pending'
  | 'out-of-service';

/** SCR-3: a sale in progress is shown before anything else, also when the counter stops selling meanwhile. */
export function pageOf(view: ShopperView | null): Page {
  if (!view) return 'loading';
  if (view.sale) return pageOfSale(view.sale);
  return view.outOfService ? 'out-of-service' : 'shelf';
}

function pageOfSale(sale: SaleView): Page {
  if (sale.phase === 'paying') return 'paying';
  if (sale.phase === 'dispensing' || sale.phase === 'refunding') return 'progress';
  if (sale.phase === 'payment-pending' || sale.phase === 'stopped') return 'pending';
  if (sale.phase === 'cancelled' && sale.paidFen === 0) return 'cancelled';
  const isComplete = sale.items.every((item) => item.phase === 'delivered');
  return isComplete && sale.phase === 'finished' ? 'thanks' : 'refund';
}
