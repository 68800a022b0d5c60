import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NumberSheet } from './number-sheet.tsx';

interface StepperProps {
  label: string;
  testId: string;
  value: number;
  min?: number;
  max: number;
  onChange(value: number): void;
}

/** A count: one more, one less, or typed by touching the number. */
export function Stepper({ label, testId, value, min = 0, max, onChange }: StepperProps) {
  const { t } = useTranslation();
  const [isTyping, setTyping] = useState(false);
  return (
    <div className="stepper">
      <span className="stepper-label">{label}</span>
      <div className="stepper-keys">
        <button
          type="button"
          data-testid={`${testId}-less`}
          aria-label={`${label} ${t('desk.less')}`}
          disabled={value <= min}
          onClick={() => onChange(value - 1)}
        >
          −
        </button>
        <button
          type="button"
          className="stepper-value number"
          data-testid={testId}
          aria-label={`${label} ${value}`}
          onClick={() => setTyping(true)}
        >
          {value}
        </button>
        <button
          type="button"
          data-testid={`${testId}-more`}
          aria-label={`${label} ${t('desk.more')}`}
          disabled={value >= max}
          onClick={() => onChange(value + 1)}
        >
          +
        </button>
      </div>
      {isTyping && (
        <NumberSheet
          title={label}
          digitsMax={3}
          show={(digits) => digits || '0'}
          accept={(digits) => Number(digits || 0) >= min && Number(digits || 0) <= max}
          hint={t('desk.between', { min, max })}
          onDone={(digits) => {
            onChange(Number(digits || 0));
            setTyping(false);
          }}
          onClose={() => setTyping(false)}
        />
      )}
    </div>
  );
}
