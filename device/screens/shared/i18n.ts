// The languages of a counter's screens: one file each, in the order in which they are offered (SCR-7).
import { createInstance, type FormatterModule, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en, enScript } from '../locales/en.ts';
import { zhCN, zhCNScript } from '../locales/zh-CN.ts';
import { inDigits } from './format.ts';
import type { Script } from './script.ts';

export const languages = { 'zh-CN': zhCN, en } as const;
export type Language = keyof typeof languages;
export const scripts: Record<Language, Script> = { 'zh-CN': zhCNScript, en: enScript };
export const firstLanguage: Language = 'zh-CN';

/** Of the formats only `number` is used; a value of any other stands as it is. */
const numbers: FormatterModule = {
  type: 'formatter',
  init() {},
  add() {},
  addCached() {},
  format: (value, format) =>
    format === 'number' && typeof value === 'number' ? inDigits(value) : String(value),
};

/** Ready at once: all words are in the script. Keeps the page's `lang`, direction and fonts those of the language shown. */
export function createWords(): i18n {
  const words = createInstance();
  words.on('languageChanged', (language) => writeAs(language as Language));
  words
    .use(initReactI18next)
    .use(numbers)
    .init({
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

/** SCR-31: the page is written as the locale file says. */
function writeAs(language: Language): void {
  const script = scripts[language];
  const page = document.documentElement;
  page.lang = language;
  page.dir = script.direction;
  page.style.writingMode = script.writingMode;
  page.style.setProperty('--sans', script.fonts);
  page.style.setProperty('--song', script.headingFonts);
}
