import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../shared/dialog.tsx';
import { Picture } from '../shared/picture.tsx';
import { Scroller } from '../shared/scroller.tsx';
import type { ShopperView } from '../views.ts';
import { maxItems, totalFen } from './cart.ts';
import { Price } from './price.tsx';
import type { Shopping } from './use-shopping.ts';

interface CartPageProps {
  view: ShopperView;
  shopping: Shopping;
}

export function CartPage({ view, shopping }: CartPageProps) {
  const { t } = useTranslation();
  const { cart } = shopping;
  const close = () => shopping.open(null);
  const isEmpty = cart.length === 0;
  useEffect(() => {
    if (isEmpty) shopping.open(null);
  }, [isEmpty, shopping.open]);
  return (
    <Dialog label={t('cart.title')} className="cart-page" onClose={close}>
      <Scroller>
        <h2>
          {t('cart.title')}{' '}
          <span className="number">
            {cart.length} / {maxItems}
          </span>
        </h2>
        <CartItems view={view} shopping={shopping} />
        <p className="sum">
          <span>{t('cart.total')}</span>
          <Price fen={totalFen(cart, view.slots)} />
        </p>
      </Scroller>
      <div className="dialog-buttons">
        <button type="button" data-testid="cart-clear" onClick={shopping.clear}>
          {t('cart.clear')}
        </button>
        <button type="button" data-testid="cart-close" onClick={close}>
          {t('cart.close')}
        </button>
        <button
          type="button"
          className="main-button"
          data-testid="cart-page-pay"
          disabled={!shopping.canAct || view.methods.length === 0}
          aria-busy={shopping.isSending}
          onClick={() => shopping.buy(cart)}
        >
          {t('cart.pay')}
        </button>
      </div>
    </Dialog>
  );
}

function CartItems({ view, shopping }: CartPageProps) {
  const { t } = useTranslation();
  const slots = new Map(view.slots.map((slot) => [slot.slot, slot]));
  return (
    <ol className="lines">
      {shopping.cart.map((number, index) => {
        const slot = slots.get(number);
        const name = slot?.product?.name ?? t('shelf.unknownProduct');
        return (
          <li key={index}>
            <Picture category={slot?.product?.category ?? 'other'} src={slot?.product?.picture} />
            <span className="line-name">
              <b>{name}</b>
              <span>
                {slot?.product?.specification} · {slot?.product?.origin}
              </span>
            </span>
            <Price fen={slot?.priceFen ?? 0} />
            <button
              type="button"
              data-testid={`cart-remove-${index + 1}`}
              aria-label={`${t('cart.remove')} ${name}`}
              onClick={() => shopping.remove(index)}
            >
              {t('cart.remove')}
            </button>
          </li>
        );
      })}
    </ol>
  );
}
