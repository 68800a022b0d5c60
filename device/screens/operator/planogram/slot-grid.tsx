import { yuan } from '@zhuangui/protocol/money.ts';
import { useTranslation } from 'react-i18next';
import type { SlotHint, SlotView } from '../../views.ts';
import { Hints } from './hints.tsx';

interface SlotGridProps {
  slots: SlotView[];
  hints: SlotHint[];
  onOpen(slot: number): void;
}

export function SlotGrid({ slots, hints, onOpen }: SlotGridProps) {
  const { t } = useTranslation();
  if (slots.length === 0) return <p className="banner">{t('operator.slots.none')}</p>;
  return (
    <ul className="slot-grid">
      {slots.map((slot) => (
        <li key={slot.slot}>
          <SlotCard
            slot={slot}
            hints={hints.filter((hint) => hint.slot === slot.slot)}
            onOpen={() => onOpen(slot.slot)}
          />
        </li>
      ))}
    </ul>
  );
}

interface SlotCardProps {
  slot: SlotView;
  hints: SlotHint[];
  onOpen(): void;
}

function SlotCard({ slot, hints, onOpen }: SlotCardProps) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={`slot-card ${slot.forSale ? '' : 'is-stopped'}`}
      data-testid={`slot-${slot.slot}`}
      onClick={onOpen}
    >
      <span className="slot-card-head number">
        <b>{slot.slot}</b>
        <span>
          {slot.count}/{slot.capacity}
        </span>
      </span>
      <span className="slot-card-name">{slot.product?.name ?? t('shelf.unknownProduct')}</span>
      <span className="number">
        ¥ {yuan(slot.priceFen)} · {t('shelf.bestBefore', { day: slot.bestBefore })}
      </span>
      {slot.forSale ? (
        <span className="is-good">✓ {t('operator.slots.forSale')}</span>
      ) : (
        <span className="is-bad">✕ {slot.reasons.map((reason) => t(`reasons.${reason}`)).join(' · ')}</span>
      )}
      <Hints hints={hints} />
    </button>
  );
}
