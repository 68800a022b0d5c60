import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayOf, shownDay } from './day.ts';
import { NumberSheet } from './number-sheet.tsx';

interface DayFieldProps {
  label: string;
  testId: string;
  /** YYYY-MM-DD, or null while it is not known. */
  day: string | null;
  onChange(day: string): void;
}

/** A calendar day, typed as eight digits as it is printed on the package. */
export function DayField({ label, testId, day, onChange }: DayFieldProps) {
  const { t } = useTranslation();
  const [isTyping, setTyping] = useState(false);
  return (
    <div className="field">
      <span className="field-label">{label}</span>
      <button
        type="button"
        className="field-value number"
        data-testid={testId}
        onClick={() => setTyping(true)}
      >
        {day ?? t('desk.typeIt')}
      </button>
      {isTyping && (
        <NumberSheet
          title={label}
          digitsMax={8}
          show={shownDay}
          accept={(digits) => dayOf(digits) !== null}
          hint={t('desk.dayHint')}
          onDone={(digits) => {
            onChange(dayOf(digits)!);
            setTyping(false);
          }}
          onClose={() => setTyping(false)}
        />
      )}
    </div>
  );
}
