import { useTranslation } from 'react-i18next';
import { Dialog } from '../shared/dialog.tsx';
import { Fact } from '../shared/fact.tsx';
import { Picture } from '../shared/picture.tsx';
import { QrCode } from '../shared/qr-code.tsx';
import { Scroller } from '../shared/scroller.tsx';
import type { ProductView, ShopperView, SlotView } from '../views.ts';
import { addProblem, maxItems } from './cart.ts';
import { Price } from './price.tsx';
import { isCalm } from './shelf-view.ts';
import type { Shopping } from './use-shopping.ts';

interface ProductPageProps {
  slot: SlotView;
  view: ShopperView;
  shopping: Shopping;
}

export function ProductPage({ slot, view, shopping }: ProductPageProps) {
  const { t } = useTranslation();
  const { product } = slot;
  const close = () => shopping.open(null);
  const name = product?.name ?? t('shelf.unknownProduct');
  // Goods that are refused are not praised.
  const isCertified = slot.reasons.every(isCalm);
  return (
    <Dialog label={name} className="product" onClose={close}>
      <Scroller>
        <div className="product-top">
          <Picture category={product?.category ?? 'other'} src={product?.picture} />
          <div>
            <p className="product-slot number">
              {t('shelf.slot', { slot: slot.slot })}
              {product && <> · {t(`categories.${product.category}`)}</>}
            </p>
            <h2>{name}</h2>
            {product && isCertified && <Marks product={product} />}
            {product && isCertified && (
              <div className="helps">
                <b>{t('product.helps', { people: product.helps.people })}</b>
                <span>{product.helps.how}</span>
              </div>
            )}
          </div>
        </div>
        <div className="product-more">
          <Facts slot={slot} />
          {product && isCertified && <Proof product={product} />}
        </div>
      </Scroller>
      {slot.forSale ? (
        <BuyBar slot={slot} view={view} shopping={shopping} />
      ) : (
        <div className="product-actions">
          <WhyNot slot={slot} />
          <button type="button" data-testid="product-close" onClick={close}>
            {t('product.close')}
          </button>
        </div>
      )}
    </Dialog>
  );
}

/** The word "certified" stands only where nothing speaks against the goods. */
function Marks({ product }: { product: ProductView }) {
  const { t } = useTranslation();
  return (
    <ul className="marks" aria-label={t('product.marks')}>
      <li className="is-certified" data-testid="certified">
        {t('certified')}
      </li>
      {product.marks.map((mark) => (
        <li key={mark}>{t(`marks.${mark}`)}</li>
      ))}
    </ul>
  );
}

function Facts({ slot }: { slot: SlotView }) {
  const { t } = useTranslation();
  const { product } = slot;
  return (
    <dl className="facts">
      {product && (
        <>
          <Fact name={t('product.supplier')} value={product.supplier} />
          <Fact name={t('product.origin')} value={product.origin} />
          <Fact name={t('product.brand')} value={product.brand} />
          <Fact name={t('product.specification')} value={product.specification} />
          <Fact name={t('product.certificate')} value={product.certificate.number} />
          <Fact name={t('product.validUntil')} value={product.certificate.validUntil} />
        </>
      )}
      <Fact name={t('product.madeOn')} value={slot.madeOn} />
      <Fact name={t('product.bestBefore')} value={slot.bestBefore} />
      <Fact name={t('product.lot')} value={slot.lot} />
    </dl>
  );
}

function WhyNot({ slot }: { slot: SlotView }) {
  const { t } = useTranslation();
  return (
    <div className="why-not" role="status" data-testid="why-not">
      <b>{t('product.whyNot')}</b>
      <ul>
        {slot.reasons.map((reason) => (
          <li key={reason} className={isCalm(reason) ? '' : 'is-refused'}>
            {t(`reasons.${reason}`)}
          </li>
        ))}
      </ul>
    </div>
  );
}

function BuyBar({ slot, view, shopping }: ProductPageProps) {
  const { t } = useTranslation();
  const problem = addProblem(shopping.cart, slot);
  const canPay = view.methods.length > 0;
  const isKnown = canPay || view.methodOutages.length > 0;
  function add(): void {
    shopping.add(slot);
    shopping.open(null);
  }
  return (
    <div className="product-actions">
      <div className="product-price">
        <Price fen={slot.priceFen} />
        <span className="number">{t('product.left', { count: slot.count })}</span>
      </div>
      <p className="product-hint" role="status">
        {!canPay && t('product.noMethod')}
        {problem === 'cart-full' && t('product.cartFull', { max: maxItems })}
        {problem === 'all-in-cart' && t('product.allInCart')}
      </p>
      <div className="product-buttons">
        <button type="button" data-testid="product-close" onClick={() => shopping.open(null)}>
          {t('product.close')}
        </button>
        <button type="button" data-testid="add" disabled={problem !== null || shopping.lost} onClick={add}>
          {t('product.addToCart')}
        </button>
        <button
          type="button"
          className="main-button"
          data-testid="buy"
          disabled={!shopping.canAct || !isKnown}
          aria-busy={shopping.isSending}
          onClick={() => shopping.buy([slot.slot])}
        >
          {shopping.isSending ? t('pay.busy') : t('product.buy')}
        </button>
      </div>
    </div>
  );
}

/** The public proof; without a public address the page says so and names the certificate to ask for. */
function Proof({ product }: { product: ProductView }) {
  const { t } = useTranslation();
  return (
    <aside className="proof" data-testid="proof">
      {product.proofUrl ? (
        <>
          <QrCode text={product.proofUrl} label={t('product.proof')} id="proof-qr" />
          <p>{t('product.proof')}</p>
        </>
      ) : (
        <>
          <b>{t('product.noProofTitle')}</b>
          <p>{t('product.noProof')}</p>
        </>
      )}
    </aside>
  );
}
