// The console's languages: one file each, in the order in which they are offered (CON-2).
import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from '../locales/en.ts';
import { zhCN } from '../locales/zh-CN.ts';

export const languages = { 'zh-CN': zhCN, en } as const;
export type Language = keyof typeof languages;
export const languageNames: Record<Language, string> = { 'zh-CN': '中文', en: 'English' };
const firstLanguage: Language = 'zh-CN';
const storageKey = 'language';

const isLanguage = (text: string | null): text is Language => text !== null && Object.hasOwn(languages, text);

/** Ready at once: all words are in the script. Keeps the page's `lang` and title equal to the language shown. */
export function createWords(): i18n {
  const words = createInstance();
  words.on('languageChanged', (language) => {
    document.documentElement.lang = language;
    document.title = words.t('app.title');
    localStorage.setItem(storageKey, language);
  });
  const known = localStorage.getItem(storageKey);
  words.use(initReactI18next).init({
    lng: isLanguage(known) ? known : firstLanguage,
    fallbackLng: firstLanguage,
    initAsync: false,
    interpolation: { escapeValue: false },
    resources: Object.fromEntries(
      Object.entries(languages).map(([language, translation]) => [language, { translation }]),
    ),
  });
  return words;
}
