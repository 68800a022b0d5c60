import { useTranslation } from 'react-i18next';
import { type Language, languages } from './i18n.ts';

/** One button for each language, named in that language. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  return (
    <fieldset className="language-switch" aria-label={t('footer.language')}>
      {(Object.keys(languages) as Language[]).map((language) => (
        <button
          key={language}
          type="button"
          lang={language}
          aria-pressed={i18n.language === language}
          data-testid={`language-${language}`}
          onClick={() => i18n.changeLanguage(language)}
        >
          {languages[language].language}
        </button>
      ))}
    </fieldset>
  );
}
