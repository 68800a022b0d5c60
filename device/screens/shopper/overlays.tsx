import { useTranslation } from 'react-i18next';
import { Dialog } from '../shared/dialog.tsx';
import { useAfter } from '../shared/use-seconds.ts';
import type { ShopperView } from '../views.ts';
import { CartPage } from './cart-page.tsx';
import { InfoPage } from './info-page.tsx';
import { MethodsDialog } from './methods-dialog.tsx';
import type { Page } from './page-of.ts';
import { ProductPage } from './product-page.tsx';
import type { Shopping } from './use-shopping.ts';

interface OverlaysProps {
  view: ShopperView | null;
  page: Page;
  shopping: Shopping;
  /** Nobody has touched anything for long. */
  asks: boolean;
  stay(): void;
  leave(): void;
}

/** What lies over the page: at most one page of the shelf; above it what did not work, and that the line is lost. */
export function Overlays({ view, page, shopping, asks, stay, leave }: OverlaysProps) {
  return (
    <>
      {view && <PageOverlay view={view} page={page} shopping={shopping} />}
      {shopping.problem && <ProblemDialog view={view} shopping={shopping} />}
      {asks && <StillThere stay={stay} leave={leave} />}
      {shopping.lost && <LostDialog view={view} />}
    </>
  );
}

function PageOverlay({ view, page, shopping }: { view: ShopperView; page: Page; shopping: Shopping }) {
  const { overlay } = shopping;
  if (overlay?.kind === 'info') return <InfoPage view={view} onClose={() => shopping.open(null)} />;
  if (page !== 'shelf' || !overlay) return null;
  if (overlay.kind === 'cart') return <CartPage view={view} shopping={shopping} />;
  if (overlay.kind === 'methods') {
    return <MethodsDialog view={view} slots={overlay.slots} shopping={shopping} />;
  }
  const slot = view.slots.find((each) => each.slot === overlay.slot);
  return slot ? <ProductPage slot={slot} view={view} shopping={shopping} /> : null;
}

const stayWithinSeconds = 20;

/** SCR-8: before a basket is emptied, the page asks; somebody slow is not somebody gone. */
function StillThere({ stay, leave }: { stay(): void; leave(): void }) {
  const { t } = useTranslation();
  const seconds = useAfter(stayWithinSeconds, true, leave);
  return (
    <Dialog label={t('stillThere.title')} className="is-small" onClose={stay}>
      <div role="alert" data-testid="still-there">
        <h2>{t('stillThere.title')}</h2>
        <p className="number">{t('stillThere.text', { seconds })}</p>
      </div>
      <button type="button" className="main-button" data-testid="stay" onClick={stay}>
        {t('stillThere.stay')}
      </button>
    </Dialog>
  );
}

/** SCR-6: over everything, without a button: it goes when the line is back. */
function LostDialog({ view }: { view: ShopperView | null }) {
  const { t } = useTranslation();
  return (
    <Dialog label={t('lost')} className="is-small lost" onClose={() => {}}>
      <div role="alert" data-testid="lost">
        <span className="turning" aria-hidden="true" />
        <h2>{t('lost')}</h2>
        <p>{t('lostLong')}</p>
        {view && (
          <p>
            {t('outOfService.complaint')} <b className="number">{view.counter.complaintPhone}</b>
          </p>
        )}
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
        {problem.code === 'other' && view && <p className="number">{view.counter.complaintPhone}</p>}
        <ul className="refusals">
          {problem.refusals.map(({ slot, reasons }) => (
            <li key={slot}>
              <b>{t('errors.refusedSlot', { slot, name: nameOf(slot) })}</b>
              <span>{reasons.map((reason) => t(`reasons.${reason}`)).join(' · ')}</span>
            </li>
          ))}
        </ul>
      </div>
      <button type="button" className="main-button" data-testid="problem-ok" onClick={shopping.forgetProblem}>
        {t('errors.ok')}
      </button>
    </Dialog>
  );
}
