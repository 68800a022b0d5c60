// Finds one product: type, then take it from what fits.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { Input, type InputRef } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { meant, useCatalog } from './use-catalog.ts';

interface ChoiceProps {
  chosen: Entry | undefined;
  onChoose(entry: Entry | undefined): void;
}

export function EntryChoice({ chosen, onChoose }: ChoiceProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const found = useCatalog(typed);
  const only = meant(found);
  const input = useRef<InputRef>(null);
  /** The pressed button goes away; the keyboard stays in the dialog. */
  function take(entry: Entry): void {
    input.current?.focus();
    onChoose(entry);
  }
  // Only a new answer chooses by itself.
  useEffect(() => {
    if (only) onChoose(only);
  }, [only]);
  return (
    <>
      <Input
        ref={input}
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          onChoose(undefined);
        }}
        placeholder={t('withdraw.entryHint')}
        aria-label={t('withdraw.entry')}
        autoFocus
        allowClear
        data-testid="withdraw-entry"
      />
      {chosen ? (
        <div className="chosen" data-testid="withdraw-chosen">
          <EntryLines entry={chosen} />
        </div>
      ) : (
        found && (
          <div className="options" role="listbox">
            {found.entries.length === 0 && <p className="nothing">{t('withdraw.entryNone')}</p>}
            {found.entries.map((entry) => (
              <button
                type="button"
                role="option"
                aria-selected={false}
                key={entry.id}
                onClick={() => take(entry)}
                data-testid="withdraw-option"
              >
                <EntryLines entry={entry} />
              </button>
            ))}
          </div>
        )
      )}
    </>
  );
}

function EntryLines({ entry }: { entry: Entry }) {
  return (
    <>
      <b>
        {entry.name} <small>{entry.specification}</small>
      </b>
      <small>
        {entry.id} · {entry.gtins[0]} · {entry.supplier.name} · {entry.origin.name}
      </small>
    </>
  );
}
