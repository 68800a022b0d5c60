// pure
// What a voice says on a page: a word of the locale file and its values.
import { yuan } from '@zhuangui/protocol/money.ts';
import type { SaleView, ShopperView } from '../views.ts';
import { totalFen } from './cart.ts';
import type { Page } from './page-of.ts';
import { settlementOf } from './settlement.ts';
import type { Overlay } from './use-shopping.ts';

export interface Prompt {
  key: string;
  values: Record<string, string | number>;
}

const said = (key: string, values: Prompt['values'] = {}): Prompt => ({ key: `voice.${key}`, values });

/** Null where there is nothing to say. */
export function promptOf(
  view: ShopperView,
  page: Page,
  overlay: Overlay,
  cart: readonly number[],
): Prompt | null {
  if (page === 'loading') return null;
  if (page === 'out-of-service') return said('outOfService');
  if (view.sale) return promptOfSale(view.sale, page);
  if (overlay?.kind === 'product') return promptOfProduct(view, overlay.slot);
  if (overlay?.kind === 'cart') {
    return said('cart', { count: cart.length, yuan: yuan(totalFen(cart, view.slots)) });
  }
  return overlay?.kind === 'methods' ? said('methods') : said('shelf');
}

function promptOfProduct(view: ShopperView, number: number): Prompt | null {
  const slot = view.slots.find((each) => each.slot === number);
  if (!slot?.product) return null;
  const { name } = slot.product;
  return slot.forSale ? said('product', { name, yuan: yuan(slot.priceFen) }) : said('notForSale', { name });
}

function promptOfSale(sale: SaleView, page: Page): Prompt | null {
  if (page === 'paying') return said(`paying.${sale.method}`, { yuan: yuan(sale.totalFen) });
  if (page === 'progress' && sale.cabinet) return said(`cabinet.${sale.cabinet.state}`);
  if (page === 'progress') return said(sale.phase === 'refunding' ? 'refunding' : 'progress');
  if (page === 'refund') {
    const { goodsBackFen, dueFen, refundedFen, isGivenUp } = settlementOf(sale);
    if (isGivenUp) return said('givenUp', { yuan: yuan(refundedFen + dueFen) });
    return said('refund', { yuan: yuan(goodsBackFen + dueFen) });
  }
  return page === 'thanks' || page === 'cancelled' || page === 'pending' ? said(page) : null;
}
