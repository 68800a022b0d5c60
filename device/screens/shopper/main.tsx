import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { createWords } from '../shared/i18n.ts';
import { openLiveView } from '../shared/live-view.ts';
import { type ShopperView, screenPaths } from '../views.ts';
import { App } from './app.tsx';
import { guardWindow } from './guard-window.ts';

/** The view is on its way while the page gets ready: drawing a page that waits for it would cost more than waiting. */
const viewWithinMs = 300;

const source = openLiveView<ShopperView>(screenPaths.shopperEvents, 'shopper');
guardWindow();
const words = createWords();
await source.soon(viewWithinMs);
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <I18nextProvider i18n={words}>
      <App source={source} />
    </I18nextProvider>
  </StrictMode>,
);
