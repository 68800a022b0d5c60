// The shopper's page: what the agent says, in words and pictures, and the few touches that go back to it.
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { firstLanguage, type Language, scripts } from '../shared/i18n.ts';
import type { LiveSource, LiveView } from '../shared/live-view.ts';
import { useScanner } from '../shared/scan/use-scanner.ts';
import { Scroller } from '../shared/scroller.tsx';
import type { ShopperView } from '../views.ts';
import { AttractPage } from './attract-page.tsx';
import { CartBar } from './cart-bar.tsx';
import { Done } from './done.tsx';
import { Footer } from './footer.tsx';
import { typedEvent } from './guard-window.ts';
import { Header } from './header.tsx';
import { LoadingPage, OutOfServicePage } from './notice-pages.tsx';
import { Overlays } from './overlays.tsx';
import { type Page, pageOf } from './page-of.ts';
import { PayPage } from './pay-page.tsx';
import { ProgressPage } from './progress-page.tsx';
import { promptOf } from './prompt.ts';
import { RefundPage } from './refund-page.tsx';
import { CancelledPage, PendingPage, ThanksPage } from './result-pages.tsx';
import { Shelf } from './shelf.tsx';
import { useAids } from './use-aids.ts';
import { usePresence } from './use-presence.ts';
import { useSettling } from './use-settling.ts';
import { type Shopping, useShopping } from './use-shopping.ts';
import { useVoice } from './use-voice.ts';

/** Until the first view says how long the page waits for a touch. */
const firstIdleMs = 60_000;

export function App({ source }: { source: LiveSource<ShopperView> }) {
  const { t, i18n } = useTranslation();
  const live = useSyncExternalStore(source.onChange, source.now);
  const { view } = live;
  const page = pageOf(view);
  const shopping = useShopping(live, page);
  const aids = useAids(view?.screen.voice ?? false);
  const isFree = page === 'shelf' || page === 'out-of-service';
  const { presence, leave, stay } = usePresence({
    idleMs: view?.screen.idleMs ?? firstIdleMs,
    mayLeave: isFree,
    isBusy: shopping.cart.length > 0 || shopping.overlay !== null,
    onLeave() {
      shopping.reset();
      aids.reset();
      i18n.changeLanguage(firstLanguage);
    },
  });
  useScanner((text) => {
    stay();
    if (view?.machine === 'cabinet') void shopping.scan(text);
  }, typedEvent);
  const isAttracting = presence === 'away' && page === 'shelf' && view !== null && !live.lost;
  useSettling(`${page} ${shopping.overlay?.kind ?? ''} ${isAttracting}`);
  const prompt = view && !isAttracting ? promptOf(view, page, shopping.overlay, shopping.cart) : null;
  useVoice(
    aids.voice && prompt ? t(prompt.key, prompt.values) : null,
    scripts[i18n.language as Language].speech,
  );

  if (isAttracting) return <AttractPage view={view} onBegin={stay} />;
  return (
    <div className="counter" data-page={page}>
      <div className="top">
        {view?.demo && <p className="demo-ribbon">{t('demoRibbon')}</p>}
        <Header view={view} />
        <p className="only-spoken" aria-live="polite">
          {view?.sale && t(`sale.phase.${view.sale.phase}`)}
        </p>
      </div>
      <div className="rest">
        {view?.message && <HubMessage message={view.message} />}
        <main className="page">
          <CurrentPage page={page} live={live} shopping={shopping} />
        </main>
        <Done page={page} shopping={shopping} />
        {page === 'shelf' && <CartBar view={view!} shopping={shopping} />}
        <Footer view={view} aids={aids} onInfo={() => shopping.open({ kind: 'info' })} />
      </div>
      <Overlays
        view={view}
        page={page}
        shopping={shopping}
        asks={presence === 'asked'}
        {...{ leave, stay }}
      />
    </div>
  );
}

/** CMD-7: words of the hub, as text; Chinese where no English was given. */
function HubMessage({ message }: { message: NonNullable<ShopperView['message']> }) {
  const { i18n } = useTranslation();
  return (
    <p className="hub-message" role="status" data-testid="hub-message">
      {i18n.language === 'en' ? (message.en ?? message.zh) : message.zh}
    </p>
  );
}

interface CurrentPageProps {
  page: Page;
  live: LiveView<ShopperView>;
  shopping: Shopping;
}

function CurrentPage({ page, live, shopping }: CurrentPageProps) {
  if (live.view && page === 'shelf') return <Shelf view={live.view} shopping={shopping} />;
  return (
    <Scroller key={page} className="is-padded">
      <NoticeOrSale page={page} live={live} shopping={shopping} />
    </Scroller>
  );
}

function NoticeOrSale({ page, live, shopping }: CurrentPageProps) {
  const { view } = live;
  if (!view || page === 'loading') return <LoadingPage />;
  if (page === 'out-of-service' || !view.sale) return <OutOfServicePage view={view} />;
  const sale = { sale: view.sale, view, shopping };
  if (page === 'paying') return <PayPage {...sale} receivedAtMs={live.receivedAtMs} />;
  if (page === 'progress') return <ProgressPage {...sale} />;
  if (page === 'thanks') return <ThanksPage {...sale} />;
  if (page === 'pending') return <PendingPage {...sale} />;
  return page === 'refund' ? <RefundPage {...sale} /> : <CancelledPage {...sale} />;
}
