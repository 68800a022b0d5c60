import { useTranslation } from 'react-i18next';
import type { ShopperView } from '../views.ts';
import { totalFen } from './cart.ts';
import { Price } from './price.tsx';
import type { Shopping } from './use-shopping.ts';

interface CartBarProps {
  view: ShopperView;
  shopping: Shopping;
}

/** The basket at the lower edge, there only when something is in it or has just left it. */
export function CartBar({ view, shopping }: CartBarProps) {
  const { t } = useTranslation();
  const { cart, hasDropped } = shopping;
  if (cart.length === 0 && !hasDropped) return null;
  return (
    <section className="cart-bar" aria-label={t('cart.title')} data-testid="cart">
      <p role="status">
        <b>
          {t('cart.title')} · {t('cart.items', { count: cart.length })}
        </b>
        {hasDropped && <span className="cart-dropped">{t('cart.dropped')}</span>}
      </p>
      {cart.length === 0 ? (
        <button type="button" onClick={shopping.reset}>
          {t('errors.ok')}
        </button>
      ) : (
        <>
          <Price fen={totalFen(cart, view.slots)} />
          <button type="button" data-testid="cart-open" onClick={() => shopping.open({ kind: 'cart' })}>
            {t('cart.open')}
          </button>
          <button
            type="button"
            className="main-button"
            data-testid="cart-pay"
            disabled={!shopping.canAct || view.methods.length === 0}
            onClick={() => shopping.buy(cart)}
          >
            {shopping.isSending ? t('pay.busy') : t('cart.pay')}
          </button>
        </>
      )}
    </section>
  );
}
