import type { StockReason } from '@zhuangui/protocol/journal-lines.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SlotView } from '../../views.ts';
import { useSignedIn } from '../desk/use-desk.ts';
import { Sheet } from '../parts/sheet.tsx';
import { Stepper } from '../parts/stepper.tsx';
import { StockReasons } from './stock-reasons.tsx';

/** What was found in a slot; a difference to the book needs its reason. */
export function StockSheet({ slot, onClose }: { slot: SlotView; onClose(): void }) {
  const { t } = useTranslation();
  const { desk } = useSignedIn();
  const [found, setFound] = useState(slot.count);
  const [why, setWhy] = useState<StockReason | null>(null);
  const isDifferent = found !== slot.count;
  async function write(): Promise<void> {
    const answer = await desk.act({ act: 'stock', slot: slot.slot, found, why: why ?? 'miscounted' });
    if (answer?.ok) onClose();
  }
  return (
    <Sheet
      title={`${t('shelf.slot', { slot: slot.slot })} · ${t('desk.slots.stock')}`}
      testId="stock-sheet"
      onClose={onClose}
      actions={
        <button
          type="button"
          className="is-main"
          data-testid="stock-write"
          disabled={!isDifferent || why === null || desk.busy !== null || desk.lost}
          onClick={write}
        >
          {t(desk.busy ? 'desk.working' : 'desk.slots.write')}
        </button>
      }
    >
      <p>
        {t('desk.slots.book')} <b className="number">{slot.count}</b>
      </p>
      <Stepper
        label={t('desk.slots.found')}
        testId="found"
        value={found}
        max={slot.capacity}
        onChange={setFound}
      />
      {isDifferent ? (
        <>
          <p className="banner is-warning number" data-testid="stock-difference">
            {t('desk.slots.difference', { difference: signed(found - slot.count) })}
          </p>
          <StockReasons value={why} onChange={setWhy} />
        </>
      ) : (
        <p className="banner is-fine">✓ {t('desk.slots.agrees')}</p>
      )}
    </Sheet>
  );
}

const signed = (count: number): string => (count > 0 ? `+${count}` : `−${-count}`);
