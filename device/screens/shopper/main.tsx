import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { createWords } from '../shared/i18n.ts';
import { App } from './app.tsx';
import { guardWindow } from './guard-window.ts';

guardWindow();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <I18nextProvider i18n={createWords()}>
      <App />
    </I18nextProvider>
  </StrictMode>,
);
