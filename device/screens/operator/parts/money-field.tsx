import { yuan } from '@zhuangui/protocol/money.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NumberSheet } from './number-sheet.tsx';

interface MoneyFieldProps {
  label: string;
  testId: string;
  /** Null: not typed yet. */
  fen: number | null;
  band?: { minFen: number; maxFen: number };
  onChange(fen: number): void;
}

/** An amount, typed in fen from the right as on a till: 1 2 8 0 is 12.80. */
export function MoneyField({ label, testId, fen, band, onChange }: MoneyFieldProps) {
  const { t } = useTranslation();
  const [isTyping, setTyping] = useState(false);
  const within = band && t('desk.band', { min: yuan(band.minFen), max: yuan(band.maxFen) });
  const isInside = (amount: number) => !band || (amount >= band.minFen && amount <= band.maxFen);
  return (
    <div className="field">
      <span className="field-label">{label}</span>
      <button
        type="button"
        className="field-value number"
        data-testid={testId}
        onClick={() => setTyping(true)}
      >
        {fen === null ? t('desk.typeIt') : `¥ ${yuan(fen)}`}
      </button>
      {within && <small className="field-hint">{within}</small>}
      {isTyping && (
        <NumberSheet
          title={label}
          digitsMax={7}
          show={(digits) => `¥ ${yuan(Number(digits || 0))}`}
          accept={(digits) => digits !== '' && isInside(Number(digits))}
          hint={within}
          onDone={(digits) => {
            onChange(Number(digits));
            setTyping(false);
          }}
          onClose={() => setTyping(false)}
        />
      )}
    </div>
  );
}
