import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NumberPad } from './number-pad.tsx';
import { Sheet } from './sheet.tsx';

interface NumberSheetProps {
  title: string;
  digitsMax: number;
  /** What stands above the pad for the digits typed so far. */
  show(digits: string): string;
  accept(digits: string): boolean;
  hint?: string;
  onDone(digits: string): void;
  onClose(): void;
}

/** A number typed on the pad: a count, an amount in fen, a day. */
export function NumberSheet({ title, digitsMax, show, accept, hint, onDone, onClose }: NumberSheetProps) {
  const { t } = useTranslation();
  const [digits, setDigits] = useState('');
  return (
    <Sheet
      title={title}
      testId="number-sheet"
      onClose={onClose}
      actions={
        <button
          type="button"
          className="is-main"
          data-testid="number-done"
          disabled={!accept(digits)}
          onClick={() => onDone(digits)}
        >
          {t('desk.done')}
        </button>
      }
    >
      <output className="pad-display number" data-testid="number-shown">
        {show(digits)}
      </output>
      {hint && <p className="pad-hint">{hint}</p>}
      <NumberPad
        onDigit={(digit) => setDigits((typed) => (typed + digit).slice(0, digitsMax))}
        onBack={() => setDigits((typed) => typed.slice(0, -1))}
        onClear={() => setDigits('')}
      />
    </Sheet>
  );
}
