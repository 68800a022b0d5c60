import { useTranslation } from 'react-i18next';
import { Picture } from '../shared/picture.tsx';
import type { SlotView } from '../views.ts';
import { Price } from './price.tsx';
import { isCalm } from './shelf-view.ts';

interface SlotCardProps {
  slot: SlotView;
  inCart: number;
  onOpen(): void;
}

/** One slot on the shelf. One that cannot be bought says why, and opens to say more, never to sell. */
export function SlotCard({ slot, inCart, onOpen }: SlotCardProps) {
  const { t } = useTranslation();
  const { product } = slot;
  const [reason] = slot.reasons;
  return (
    <button
      type="button"
      className="slot"
      data-testid={`slot-${slot.slot}`}
      data-for-sale={slot.forSale}
      onClick={onOpen}
    >
      <Picture category={product?.category ?? 'other'} />
      <span className="slot-number number">{t('shelf.slot', { slot: slot.slot })}</span>
      {inCart > 0 && <span className="slot-in-cart">{t('shelf.inCart', { count: inCart })}</span>}
      <span className="slot-words">
        <span className="slot-name">{product?.name ?? t('shelf.unknownProduct')}</span>
        {product && (
          <span className="slot-facts">
            <span>{product.specification}</span>
            <span>{product.origin}</span>
          </span>
        )}
        {slot.forSale ? (
          <>
            <span className="slot-facts number">{t('shelf.bestBefore', { day: slot.bestBefore })}</span>
            <Price fen={slot.priceFen} />
          </>
        ) : (
          <span
            className={`slot-reason ${reason && !isCalm(reason) ? 'is-refused' : ''}`}
            data-testid={`slot-${slot.slot}-reason`}
          >
            <b>{t('shelf.notForSale')}</b>
            {reason && <span>{t(`reasons.${reason}`)}</span>}
          </span>
        )}
      </span>
    </button>
  );
}
