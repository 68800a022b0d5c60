import type { ReportedSlot } from '@zhuangui/protocol/commands.ts';
import { useTranslation } from 'react-i18next';
import { yuan } from '../../shared/format.ts';

/** Slots as a counter reported them. */
export function SlotReport({ slots }: { slots: readonly ReportedSlot[] }) {
  const { t } = useTranslation();
  return (
    <ul className="slot-report" aria-label={t('commands.slots')}>
      {slots.map(({ slot, entry, lot, count, capacity, priceFen, forSale }) => (
        <li key={slot}>
          #{slot} {entry} · {lot} · {count}/{capacity} · {yuan(priceFen)} {forSale ? '✓' : '✕'}
        </li>
      ))}
    </ul>
  );
}
