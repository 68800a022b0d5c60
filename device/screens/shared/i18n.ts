// The languages of a counter's screens: one file each, in the order in which they are offered (SCR-7).
import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from '../locales/en.ts';
import { zhCN } from '../locales/zh-CN.ts';

export const languages = { 'zh-CN': zhCN, en } as const;
export type Language = keyof typeof languages;
export const firstLanguage: Language = 'zh-CN';

/** Ready at once: all words are in the script. Keeps the page's `lang` equal to the language shown. */
export function createWords(): i18n {
  const words = createInstance();
  words.on('languageChanged', (language) => {
    document.documentElement.lang = language;
  });
  words.use(initReactI18next).init({
    lng: firstLanguage,
    fallbackLng: firstLanguage,
    initAsync: false,
    interpolation: { escapeValue: false },
    resources: Object.fromEntries(
      Object.entries(languages).map(([language, translation]) => [language, { translation }]),
    ),
  });
  return words;
}
