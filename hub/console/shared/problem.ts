// A refusal in the reader's language: by its reason or code where there are words for it, else as the hub said it.
import { useTranslation } from 'react-i18next';
import { ApiError } from './api.ts';

export function useProblem(): (error: unknown) => string {
  const { t, i18n } = useTranslation();
  return (error) => {
    if (!(error instanceof ApiError)) return t('problem.unknown');
    for (const key of [`problem.reasons.${error.reason}`, `problem.codes.${error.code}`])
      if (i18n.exists(key)) return error.code === 'network' ? t(key) : t(key, { detail: error.message });
    return error.message;
  };
}
