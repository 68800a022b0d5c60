import { useTranslation } from 'react-i18next';
import { Dialog } from '../shared/dialog.tsx';
import type { ShopperView } from '../views.ts';
import { CartPage } from './cart-page.tsx';
import type { Page } from './page-of.ts';
import { ProductPage } from './product-page.tsx';
import type { Shopping } from './use-shopping.ts';

interface OverlaysProps {
  view: ShopperView | null;
  page: Page;
  shopping: Shopping;
}

/** What lies over the page: at most one page of the shelf, and above it the words for what did not work. */
export function Overlays({ view, page, shopping }: OverlaysProps) {
  return (
    <>
      {view && page === 'shelf' && <ShelfOverlay view={view} shopping={shopping} />}
      {shopping.problem && <ProblemDialog view={view} shopping={shopping} />}
    </>
  );
}

function ShelfOverlay({ view, shopping }: { view: ShopperView; shopping: Shopping }) {
  const { overlay } = shopping;
  if (overlay?.kind === 'product') {
    const slot = view.slots.find((each) => each.slot === overlay.slot);
    return slot ? <ProductPage slot={slot} view={view} shopping={shopping} /> : null;
  }
  if (overlay?.kind === 'cart') return <CartPage view={view} shopping={shopping} />;
  if (overlay?.kind === 'methods')
    return <MethodsDialog view={view} slots={overlay.slots} shopping={shopping} />;
  return null;
}

interface MethodsProps {
  view: ShopperView;
  slots: readonly number[];
  shopping: Shopping;
}

function MethodsDialog({ view, slots, shopping }: MethodsProps) {
  const { t } = useTranslation();
  const close = () => shopping.open(null);
  return (
    <Dialog label={t('methods.title')} className="is-small" onClose={close}>
      <h2>{t('methods.title')}</h2>
      <div className="stack">
        {view.methods.map((method) => (
          <button
            key={method}
            type="button"
            className="main-button"
            data-testid={`method-${method}`}
            disabled={!shopping.canAct}
            onClick={() => shopping.orderWith(slots, method)}
          >
            {t(`methods.${method}`)}
          </button>
        ))}
        <button type="button" onClick={close}>
          {t('product.close')}
        </button>
      </div>
    </Dialog>
  );
}

function ProblemDialog({ view, shopping }: { view: ShopperView | null; shopping: Shopping }) {
  const { t } = useTranslation();
  const problem = shopping.problem!;
  const nameOf = (slot: number) => view?.slots.find((each) => each.slot === slot)?.product?.name ?? '';
  return (
    <Dialog label={t('errors.title')} className="is-small" onClose={shopping.forgetProblem}>
      <div role="alert" data-testid="problem" data-code={problem.code}>
        <h2>{t('errors.title')}</h2>
        <p>{t(`errors.${problem.code}`)}</p>
        <ul className="refusals">
          {problem.refusals.map(({ slot, reasons }) => (
            <li key={slot}>
              <b>{t('errors.refusedSlot', { slot, name: nameOf(slot) })}</b>
              <span>{reasons.map((reason) => t(`reasons.${reason}`)).join(' · ')}</span>
            </li>
          ))}
        </ul>
      </div>
      <button type="button" className="main-button" onClick={shopping.forgetProblem}>
        {t('errors.ok')}
      </button>
    </Dialog>
  );
}
