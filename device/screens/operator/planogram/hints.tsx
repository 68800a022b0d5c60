import { useTranslation } from 'react-i18next';
import type { SlotHint } from '../../views.ts';

/** What should be done with a slot, in words with its number of days or of packages. */
export function Hints({ hints }: { hints: SlotHint[] }) {
  const { t } = useTranslation();
  return hints.map((hint) => (
    <span key={hint.kind} className={`hint is-${hint.kind}`}>
      {t(`desk.hints.${hint.kind}`, { days: Math.abs(hint.days ?? 0), room: hint.room })}
    </span>
  ));
}
