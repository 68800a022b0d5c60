// A refusal in the reader's language: by its reason or code where there are words for it, else as the hub said it.
import { useTranslation } from 'react-i18next';
import { ApiError } from './api.ts';

/** Some sentences come in both languages, the Chinese first: 「…… / …」. */
function inLanguage(message: string, language: string): string {
  const [chinese, english] = message.split(' / ');
  if (english === undefined || !/\p{Script=Han}/u.test(chinese!)) return message;
  return language.startsWith('zh') ? chinese! : english;
}

export function useProblem(): (error: unknown) => string {
  const { t, i18n } = useTranslation();
  return (error) => {
    if (!(error instanceof ApiError)) return t('problem.unknown');
    const { code, values, message } = error;
    const reason = error.reason?.replace(/^file-/, '');
    for (const key of [`problem.reasons.${reason}`, `problem.codes.${code}`])
      if (i18n.exists(key)) return t(key, { ...values, detail: inLanguage(message, i18n.language) });
    return error.message;
  };
}
