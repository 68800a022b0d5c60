import { useTranslation } from 'react-i18next';

/** Keys of a lot or an enrolment code, row by row. */
export const lotKeys = ['1234567890', 'QWERTYUIOP', 'ASDFGHJKL-', 'ZXCVBNM./'] as const;
/** RFC 4648 base 32: no 0, 1, 8 or 9, which are mistaken for letters. */
export const codeKeys = ['234567', 'QWERTYUIOP', 'ASDFGHJKL', 'ZXCVBNM'] as const;

interface TextPadProps {
  rows: readonly string[];
  onKey(key: string): void;
  onBack(): void;
}

/** A keyboard of its own: a public screen shows none of the system's. */
export function TextPad({ rows, onKey, onBack }: TextPadProps) {
  const { t } = useTranslation();
  return (
    <div className="keys">
      {rows.map((row, index) => (
        <div key={row} className="keys-row">
          {[...row].map((key) => (
            <button key={key} type="button" data-testid={`key-${key}`} onClick={() => onKey(key)}>
              {key}
            </button>
          ))}
          {index === rows.length - 1 && (
            <button
              type="button"
              className="is-wide"
              data-testid="key-back"
              aria-label={t('desk.pad.back')}
              onClick={onBack}
            >
              ⌫
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
