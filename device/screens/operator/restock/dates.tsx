import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProductView, ScanView } from '../../views.ts';
import { lastDay } from '../parts/day.ts';
import { DayField } from '../parts/day-field.tsx';
import { lotKeys } from '../parts/text-pad.tsx';
import { TextSheet } from '../parts/text-sheet.tsx';

export interface Goods {
  lot: string;
  madeOn: string;
  bestBefore: string;
}

interface DatesProps {
  scan: ScanView;
  product: ProductView;
  onDone(goods: Goods): void;
}

/** What the code did not say is typed from the package; the last day follows from the first where it is known. */
export function Dates({ scan, product, onDone }: DatesProps) {
  const { t } = useTranslation();
  const [lot, setLot] = useState(scan.lot);
  const [madeOn, setMadeOn] = useState(scan.madeOn);
  const [typedBest, setBest] = useState(scan.bestBefore);
  const [isTypingLot, setTypingLot] = useState(false);
  const { shelfLifeDays } = product;
  const derived = madeOn && shelfLifeDays ? lastDay(madeOn, shelfLifeDays) : null;
  const bestBefore = typedBest ?? derived;
  const isBackwards = madeOn !== null && bestBefore !== null && bestBefore < madeOn;
  return (
    <div className="fields" data-testid="dates">
      <div className="field">
        <span className="field-label">{t('operator.slots.lot')}</span>
        <button
          type="button"
          className="field-value number"
          data-testid="lot"
          onClick={() => setTypingLot(true)}
        >
          {lot ?? t('desk.typeIt')}
        </button>
      </div>
      <DayField label={t('operator.slots.madeOn')} testId="made-on" day={madeOn} onChange={setMadeOn} />
      <DayField
        label={t('operator.slots.bestBefore')}
        testId="best-before"
        day={bestBefore}
        onChange={setBest}
      />
      {isBackwards && <p className="is-bad">{t('desk.restock.backwards')}</p>}
      <button
        type="button"
        className="is-main is-whole-row"
        data-testid="dates-done"
        disabled={!lot || !madeOn || !bestBefore || isBackwards}
        onClick={() => onDone({ lot: lot!, madeOn: madeOn!, bestBefore: bestBefore! })}
      >
        {t('desk.restock.toSlot')}
      </button>
      {isTypingLot && (
        <TextSheet
          title={t('operator.slots.lot')}
          rows={lotKeys}
          lengthMax={40}
          accept={(text) => text.length > 0}
          onDone={(text) => {
            setLot(text);
            setTypingLot(false);
          }}
          onClose={() => setTypingLot(false)}
        />
      )}
    </div>
  );
}
