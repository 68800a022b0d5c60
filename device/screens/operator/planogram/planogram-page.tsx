import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSignedIn } from '../desk/use-desk.ts';
import { SlotGrid } from './slot-grid.tsx';
import { SlotSheet } from './slot-sheet.tsx';

/** Every slot with what stands in it and what should be done about it. */
export function PlanogramPage() {
  const { t } = useTranslation();
  const { view } = useSignedIn();
  const [isOnlyHints, setOnlyHints] = useState(false);
  const [open, setOpen] = useState<number | null>(null);
  const hinted = new Set(view.hints.map((hint) => hint.slot));
  const slots = view.view.slots.filter(({ slot, forSale }) => !isOnlyHints || hinted.has(slot) || !forSale);
  const opened = view.view.slots.find(({ slot }) => slot === open);
  return (
    <>
      <div className="button-row">
        <button
          type="button"
          aria-pressed={isOnlyHints}
          data-testid="only-hints"
          onClick={() => setOnlyHints(!isOnlyHints)}
        >
          {t('desk.slots.onlyHints')}
        </button>
      </div>
      <SlotGrid slots={slots} hints={view.hints} onOpen={setOpen} />
      {opened && <SlotSheet slot={opened} onClose={() => setOpen(null)} />}
    </>
  );
}
