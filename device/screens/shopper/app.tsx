// The shopper's page: what the agent says, in words and pictures, and the four touches that go back to it.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { firstLanguage } from '../shared/i18n.ts';
import { type LiveView, useLiveView } from '../shared/live-view.ts';
import { type ShopperView, screenPaths } from '../views.ts';
import { CartBar } from './cart-bar.tsx';
import { Footer } from './footer.tsx';
import { Header } from './header.tsx';
import { LoadingPage, OutOfServicePage } from './notice-pages.tsx';
import { Overlays } from './overlays.tsx';
import { type Page, pageOf } from './page-of.ts';
import { PayPage } from './pay-page.tsx';
import { ProgressPage } from './progress-page.tsx';
import { CancelledPage, PendingPage, RefundPage, ThanksPage } from './result-pages.tsx';
import { Shelf } from './shelf.tsx';
import { useIdle } from './use-idle.ts';
import { type Shopping, useShopping } from './use-shopping.ts';

/** SCR-8: after this long without a touch, the next shopper finds the page as the first one did. */
const idleMs = 90_000;

export function App() {
  const { t, i18n } = useTranslation();
  const live = useLiveView<ShopperView>(screenPaths.shopperEvents, 'shopper');
  const [isLarge, setLarge] = useState(false);
  const page = pageOf(live.view);
  const shopping = useShopping(live, page);

  useEffect(() => {
    document.documentElement.dataset['type'] = isLarge ? 'large' : 'normal';
  }, [isLarge]);
  useIdle(idleMs, () => {
    if (page !== 'shelf' && page !== 'out-of-service') return;
    shopping.reset();
    setLarge(false);
    i18n.changeLanguage(firstLanguage);
  });

  return (
    <div className="counter" data-page={page}>
      {live.view?.demo && <p className="demo-ribbon">{t('demoRibbon')}</p>}
      <Header view={live.view} />
      <p className="only-spoken" aria-live="polite">
        {live.view?.sale && t(`sale.phase.${live.view.sale.phase}`)}
      </p>
      {live.lost && (
        <p className="lost" role="alert" data-testid="lost">
          {t('lostLong')}
        </p>
      )}
      <main className="page" key={page}>
        <CurrentPage page={page} live={live} shopping={shopping} />
      </main>
      {page === 'shelf' && <CartBar view={live.view!} shopping={shopping} />}
      <Footer view={live.view} isLarge={isLarge} onLarge={setLarge} />
      <Overlays view={live.view} page={page} shopping={shopping} />
    </div>
  );
}

interface CurrentPageProps {
  page: Page;
  live: LiveView<ShopperView>;
  shopping: Shopping;
}

function CurrentPage({ page, live, shopping }: CurrentPageProps) {
  const { view } = live;
  if (!view || page === 'loading') return <LoadingPage />;
  if (page === 'shelf') return <Shelf view={view} shopping={shopping} />;
  if (page === 'out-of-service' || !view.sale) return <OutOfServicePage view={view} />;
  const sale = { sale: view.sale, view, shopping };
  if (page === 'paying') return <PayPage {...sale} receivedAtMs={live.receivedAtMs} />;
  if (page === 'progress') return <ProgressPage {...sale} />;
  if (page === 'thanks') return <ThanksPage {...sale} />;
  if (page === 'pending') return <PendingPage {...sale} />;
  return page === 'refund' ? <RefundPage {...sale} /> : <CancelledPage {...sale} />;
}
