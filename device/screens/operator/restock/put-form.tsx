import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProductView, ScanView } from '../../views.ts';
import { useSignedIn } from '../desk/use-desk.ts';
import type { Goods } from './dates.tsx';
import { PutCounts } from './put-counts.tsx';

interface PutFormProps {
  product: ProductView;
  goods: Goods;
  scan: ScanView;
  session: string;
  onDone(): void;
}

const shownFirst = 4;

/** Into which slot: what the counter suggests first, every other one on request. */
export function PutForm({ product, goods, scan, session, onDone }: PutFormProps) {
  const { t } = useTranslation();
  const { view } = useSignedIn();
  const [slot, setSlot] = useState<number | null>(null);
  const [isAll, setAll] = useState(false);
  const suggested = scan.slots.slice(0, shownFirst);
  const others = view.view.slots.map((each) => each.slot).filter((each) => !suggested.includes(each));
  const offered = isAll || suggested.length === 0 ? [...suggested, ...others] : suggested;
  return (
    <div className="put" data-testid="put">
      <h3>{t('desk.restock.whichSlot')}</h3>
      <div className="number-grid is-big">
        {offered.map((each) => (
          <SlotButton
            key={each}
            slot={each}
            isBest={each === suggested[0]}
            isChosen={each === slot}
            onChoose={() => setSlot(each)}
          />
        ))}
        {!isAll && suggested.length > 0 && others.length > 0 && (
          <button type="button" data-testid="all-slots" onClick={() => setAll(true)}>
            {t('desk.restock.allSlots')}
          </button>
        )}
      </div>
      {slot !== null && (
        <PutCounts key={slot} slot={slot} product={product} goods={goods} session={session} onDone={onDone} />
      )}
    </div>
  );
}

interface SlotButtonProps {
  slot: number;
  isBest: boolean;
  isChosen: boolean;
  onChoose(): void;
}

function SlotButton({ slot, isBest, isChosen, onChoose }: SlotButtonProps) {
  const { t } = useTranslation();
  const { view } = useSignedIn();
  const stands = view.view.slots.find((each) => each.slot === slot);
  return (
    <button type="button" aria-pressed={isChosen} data-testid={`put-slot-${slot}`} onClick={onChoose}>
      <b className="number">{slot}</b>
      <small>
        {isBest && `★ ${t('desk.restock.suggested')} `}
        {stands && stands.count > 0
          ? `${stands.product?.name ?? ''} ${stands.count}/${stands.capacity}`
          : t('desk.restock.empty')}
      </small>
    </button>
  );
}
