import type { Freshness } from '@zhuangui/protocol/units.ts';
import { useTranslation } from 'react-i18next';

const signs: Record<Freshness, string> = {
  green: 'M4 12.5l5.5 5.5L20 6.5',
  amber: 'M12 5v8M12 18v.5',
  red: 'M5.5 5.5l13 13M18.5 5.5l-13 13',
};

/** Said in words and by a sign; colour only repeats it. */
export function FreshnessBadge({ freshness }: { freshness: Freshness }) {
  const { t } = useTranslation();
  return (
    <span className={`freshness is-${freshness}`} data-testid="freshness" data-freshness={freshness}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d={signs[freshness]} />
      </svg>
      {t(`freshness.${freshness}`)}
    </span>
  );
}
