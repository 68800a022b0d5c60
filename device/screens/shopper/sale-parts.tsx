import { yuan } from '@zhuangui/protocol/money.ts';
import { useTranslation } from 'react-i18next';
import { spokenOrder } from '../shared/format.ts';
import { Picture } from '../shared/picture.tsx';
import { QrCode } from '../shared/qr-code.tsx';
import type { SaleItemView, SaleView, ShopperView } from '../views.ts';
import { Price } from './price.tsx';
import { isGivenUp } from './settlement.ts';
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

/** In a cabinet the shopper takes the goods; they wait for nobody. */
const hasState = (sale: SaleView, item: SaleItemView): boolean =>
  !withoutStates.includes(sale.phase) && !isGivenUp(sale) && !(sale.cabinet && item.phase === 'waiting');

/** The line items of a sale, each with where it stands, and what of it goes back. */
export function SaleItems({ sale, view }: { sale: SaleView; view: ShopperView }) {
  const { t } = useTranslation();
  return (
    <ol className="lines">
      {sale.items.map((item) => (
        <li key={item.item} data-testid={`item-${item.item}`} data-phase={item.phase}>
          <Picture {...pictureOf(view, item)} />
          <span className="line-name">
            <b>{item.name}</b>
            {hasState(sale, item) && <ItemWhy item={item} machine={view.machine} />}
          </span>
          <Price fen={item.priceFen} />
          {hasState(sale, item) && (
            <span className={`item-phase is-${item.phase}`}>
              {t(`sale.${view.machine === 'cabinet' ? 'cabinetItem' : 'item'}.${item.phase}`)}
              {isBack(item) && (
                <span className="item-back number">
                  {t('sale.itemRefund', { yuan: yuan(item.priceFen) })}
                </span>
              )}
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

const isBack = ({ phase }: SaleItemView): boolean => phase === 'refund-due' || phase === 'refunded';

/** Why an item is given back: the gate's reasons, or how its dispensing ended. */
function ItemWhy({ item, machine }: { item: SaleItemView; machine: ShopperView['machine'] }) {
  const { t } = useTranslation();
  const words = item.reasons?.map((reason) => t(`reasons.${reason}`)).join(' · ');
  if (words) return <span className="is-refused">{words}</span>;
  if (!item.outcome || item.outcome === 'delivered') return null;
  const outcomes = machine === 'cabinet' ? 'cabinetOutcome' : 'outcome';
  return <span>{t(`sale.${outcomes}.${item.outcome}`)}</span>;
}

function pictureOf(view: ShopperView, item: SaleItemView) {
  const product = view.slots.find((slot) => slot.slot === item.slot)?.product;
  return { category: product?.category ?? 'other', src: product?.picture } as const;
}

/** The public receipt; without a public address the order number is the receipt, and the page says so. */
export function Receipt({ sale }: { sale: SaleView }) {
  const { t } = useTranslation();
  return (
    <aside className="receipt" data-testid="receipt">
      {sale.receiptUrl && <QrCode text={sale.receiptUrl} label={t('thanks.receipt')} id="receipt-qr" />}
      <div>
        <p>{t(sale.receiptUrl ? 'thanks.receipt' : 'thanks.noReceipt')}</p>
        <OrderNumber order={sale.order} />
      </div>
    </aside>
  );
}

export function Amount({ name, fen, isStrong = false }: { name: string; fen: number; isStrong?: boolean }) {
  return (
    <div className={isStrong ? 'is-strong' : ''}>
      <dt>{name}</dt>
      <dd>
        <Price fen={fen} />
      </dd>
    </div>
  );
}

const signs = {
  good: 'M18 33l10 10 18-22',
  back: 'M24 18l-9 9 9 9M15 27h22a10 10 0 0 1 0 20H26',
  later: 'M32 15v18l11 7',
} as const;

/** A tick for thanks; for a refund an arrow that comes back; a clock for what is settled later. */
export function ResultSign({ kind }: { kind: keyof typeof signs }) {
  return (
    <svg className={`result-sign ${kind === 'good' ? 'is-good' : ''}`} viewBox="0 0 64 64" aria-hidden="true">
      <circle cx="32" cy="32" r="30" />
      <path d={signs[kind]} />
    </svg>
  );
}
