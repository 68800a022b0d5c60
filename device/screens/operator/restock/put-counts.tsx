import type { StockReason } from '@zhuangui/protocol/journal-lines.ts';
import { yuan } from '@zhuangui/protocol/money.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProductView } from '../../views.ts';
import { useSignedIn } from '../desk/use-desk.ts';
import { MoneyField } from '../parts/money-field.tsx';
import { Stepper } from '../parts/stepper.tsx';
import { StockReasons } from '../planogram/stock-reasons.tsx';
import type { Goods } from './dates.tsx';
import { Photo } from './photo.tsx';
import { inBand, putStart } from './put-plan.ts';

interface PutCountsProps {
  slot: number;
  product: ProductView;
  goods: Goods;
  session: string;
  onDone(): void;
}

/** How many, at what price, in what room; what was found different from the book is explained first (SCR-70). */
export function PutCounts({ slot, product, goods, session, onDone }: PutCountsProps) {
  const { t } = useTranslation();
  const { desk, view } = useSignedIn();
  const stands = view.view.slots.find((each) => each.slot === slot);
  const start = putStart(stands, { entry: product.entry, lot: goods.lot }, view.view.slots);
  const [found, setFound] = useState(start.isOther ? 0 : start.book);
  const [why, setWhy] = useState<StockReason | null>(start.isOther ? 'taken-back' : null);
  const [capacity, setCapacity] = useState(start.capacity);
  const [added, setAdded] = useState(Math.max(0, start.capacity - found));
  const [priceFen, setPrice] = useState(start.priceFen);
  const [photo, setPhoto] = useState<string | null>(null);
  const count = found + added;
  const isDifferent = found !== start.book;
  const band = product.priceBand;
  const isReady = added > 0 && count <= capacity && (!isDifferent || why !== null) && inBand(priceFen, band);

  async function put(): Promise<void> {
    if (isDifferent) {
      const explained = await desk.act({ act: 'stock', slot, found, why: why! });
      if (!explained?.ok) return;
    }
    const answer = await desk.act({
      act: 'restock-put',
      session,
      slot,
      entry: product.entry,
      ...goods,
      count,
      added,
      capacity,
      priceFen: priceFen!,
      ...(photo && { photo }),
    });
    if (answer?.ok) onDone();
  }
  return (
    <div className="put-counts">
      {start.isOther && (
        <p className="banner is-warning" role="alert" data-testid="other-lot">
          {t('desk.restock.otherLot', {
            count: start.book,
            name: stands?.product?.name ?? '',
            lot: stands?.lot ?? '',
          })}
        </p>
      )}
      <div className="fields">
        <Stepper
          label={t('desk.restock.before', { book: start.book })}
          testId="before"
          value={found}
          max={start.isOther ? 0 : capacity}
          onChange={setFound}
        />
        <Stepper
          label={t('desk.restock.added')}
          testId="added"
          value={added}
          max={Math.max(0, capacity - found)}
          onChange={setAdded}
        />
        <Stepper
          label={t('desk.restock.capacity')}
          testId="capacity"
          value={capacity}
          min={Math.max(1, count)}
          max={255}
          onChange={setCapacity}
        />
        <MoneyField
          label={t('desk.restock.price')}
          testId="price"
          fen={priceFen}
          {...(band && { band })}
          onChange={setPrice}
        />
        {isDifferent && <StockReasons value={why} onChange={setWhy} />}
        <Photo isTaken={photo !== null} onTaken={setPhoto} />
      </div>
      <button
        type="button"
        className="is-main is-whole-row is-tall"
        data-testid="put-confirm"
        disabled={!isReady || desk.busy !== null || desk.lost}
        onClick={put}
      >
        {desk.busy
          ? t('desk.working')
          : t('desk.restock.confirm', { slot, added, count, yuan: priceFen === null ? '—' : yuan(priceFen) })}
      </button>
    </div>
  );
}
