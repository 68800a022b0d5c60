import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SlotView } from '../../views.ts';
import { useSignedIn } from '../desk/use-desk.ts';
import { MoneyField } from '../parts/money-field.tsx';
import { Sheet } from '../parts/sheet.tsx';

/** Another price for a slot, inside the certified band. */
export function PriceSheet({ slot, onClose }: { slot: SlotView; onClose(): void }) {
  const { t } = useTranslation();
  const { desk } = useSignedIn();
  const [fen, setFen] = useState(slot.priceFen);
  const band = slot.product?.priceBand;
  async function write(): Promise<void> {
    const answer = await desk.act({ act: 'price', slot: slot.slot, priceFen: fen });
    if (answer?.ok) onClose();
  }
  return (
    <Sheet
      title={`${t('shelf.slot', { slot: slot.slot })} · ${t('desk.slots.price')}`}
      testId="price-sheet"
      onClose={onClose}
      actions={
        <button
          type="button"
          className="is-main"
          data-testid="price-write"
          disabled={fen === slot.priceFen || desk.busy !== null || desk.lost}
          onClick={write}
        >
          {t(desk.busy ? 'desk.working' : 'desk.slots.write')}
        </button>
      }
    >
      <MoneyField
        label={t('desk.slots.newPrice')}
        testId="new-price"
        fen={fen}
        {...(band && { band })}
        onChange={setFen}
      />
    </Sheet>
  );
}
