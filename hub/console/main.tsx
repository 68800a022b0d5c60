// Starts the console.
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { App } from './app.tsx';
import { createWords } from './shared/i18n.ts';
import './shared/console.css';

createRoot(document.getElementById('root')!).render(
  <I18nextProvider i18n={createWords()}>
    <App />
  </I18nextProvider>,
);
