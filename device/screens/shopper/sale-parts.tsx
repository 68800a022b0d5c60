import { useTranslation } from 'react-i18next';
import { spokenOrder } from '../shared/format.ts';
import { Picture } from '../shared/picture.tsx';
import type { SaleItemView, SaleView, ShopperView } from '../views.ts';
import { Price } from './price.tsx';
import type { Shopping } from './use-shopping.ts';

export interface SalePageProps {
  sale: SaleView;
  view: ShopperView;
  shopping: Shopping;
}

/** The number a shopper can quote. */
export function OrderNumber({ order }: { order: string }) {
  const { t } = useTranslation();
  return (
    <p className="order-number" data-testid="order-number" data-order={order}>
      {t('sale.order')} <b className="number">{spokenOrder(order)}</b>
    </p>
  );
}

/** Nothing is known of the items yet, or no longer. */
const withoutStates: readonly SaleView['phase'][] = ['paying', 'payment-pending', 'stopped'];

/** The line items of a sale, each with where it stands. */
export function SaleItems({ sale, view }: { sale: SaleView; view: ShopperView }) {
  const { t } = useTranslation();
  return (
    <ol className="lines">
      {sale.items.map((item) => (
        <li key={item.item} data-testid={`item-${item.item}`} data-phase={item.phase}>
          <Picture category={categoryIn(view, item)} />
          <span className="line-name">
            <b>{item.name}</b>
            <ItemWhy item={item} />
          </span>
          <Price fen={item.priceFen} />
          {!withoutStates.includes(sale.phase) && (
            <span className={`item-phase is-${item.phase}`}>{t(`sale.item.${item.phase}`)}</span>
          )}
        </li>
      ))}
    </ol>
  );
}

/** Why an item is given back: the gate's reasons, or how its dispensing ended. */
function ItemWhy({ item }: { item: SaleItemView }) {
  const { t } = useTranslation();
  const words = item.reasons?.map((reason) => t(`reasons.${reason}`)).join(' · ');
  if (words) return <span className="is-refused">{words}</span>;
  if (!item.outcome || item.outcome === 'delivered') return null;
  return <span>{t(`sale.outcome.${item.outcome}`)}</span>;
}

const categoryIn = (view: ShopperView, item: SaleItemView) =>
  view.slots.find((slot) => slot.slot === item.slot)?.product?.category ?? 'other';
