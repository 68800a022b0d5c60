import { useTranslation } from 'react-i18next';

interface NumberPadProps {
  /** The ten digits in the order in which they stand; shuffled ones leave no smudges that tell a PIN. */
  digits?: readonly string[];
  isOff?: boolean;
  onDigit(digit: string): void;
  onBack(): void;
  onClear(): void;
}

const inOrder = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'] as const;

/** Ten big digits, for fingers in gloves. */
export function NumberPad({ digits = inOrder, isOff = false, onDigit, onBack, onClear }: NumberPadProps) {
  const { t } = useTranslation();
  const digit = (label: string) => (
    <button
      key={label}
      type="button"
      data-testid={`digit-${label}`}
      disabled={isOff}
      onClick={() => onDigit(label)}
    >
      {label}
    </button>
  );
  return (
    <div className="pad number">
      {digits.slice(0, 9).map(digit)}
      <button type="button" className="is-word" data-testid="pad-clear" disabled={isOff} onClick={onClear}>
        {t('desk.pad.clear')}
      </button>
      {digit(digits[9]!)}
      <button
        type="button"
        data-testid="pad-back"
        aria-label={t('desk.pad.back')}
        disabled={isOff}
        onClick={onBack}
      >
        ⌫
      </button>
    </div>
  );
}
