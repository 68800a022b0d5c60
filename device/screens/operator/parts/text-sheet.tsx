import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Sheet } from './sheet.tsx';
import { TextPad } from './text-pad.tsx';

interface TextSheetProps {
  title: string;
  rows: readonly string[];
  lengthMax: number;
  hint?: string;
  accept(text: string): boolean;
  onDone(text: string): void;
  onClose(): void;
}

/** A lot or a code typed on the page's own keyboard. */
export function TextSheet({ title, rows, lengthMax, hint, accept, onDone, onClose }: TextSheetProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  return (
    <Sheet
      title={title}
      testId="text-sheet"
      onClose={onClose}
      actions={
        <button
          type="button"
          className="is-main"
          data-testid="text-done"
          disabled={!accept(text)}
          onClick={() => onDone(text)}
        >
          {t('desk.done')}
        </button>
      }
    >
      <output className="pad-display number" data-testid="text-shown">
        {text || ' '}
      </output>
      {hint && <p className="pad-hint">{hint}</p>}
      <TextPad
        rows={rows}
        onKey={(key) => setText((typed) => (typed + key).slice(0, lengthMax))}
        onBack={() => setText((typed) => typed.slice(0, -1))}
      />
    </Sheet>
  );
}
