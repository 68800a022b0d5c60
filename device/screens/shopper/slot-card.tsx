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
      <Picture category={product?.category ?? 'other'} src={product?.picture} />
      <span className="slot-number number">{t('shelf.slot', { slot: slot.slot })}</span>
      {inCart > 0 && <span className="slot-in-cart">{t('shelf.inCart', { count: inCart })}</span>}
      <span className="slot-words">
        <span className="slot-name">{product?.name ?? t('shelf.unknownProduct')}</span>
        {product && (
          <span className="slot-origin">
            <Pin />
            {product.origin}
          </span>
        )}
        {slot.forSale ? (
          <>
            <span className="slot-facts number">
              <span>{t('shelf.madeOn', { day: slot.madeOn })}</span>
              <span>{t('shelf.bestBefore', { day: slot.bestBefore })}</span>
            </span>
            <span className="slot-price">
              <Price fen={slot.priceFen} />
              {product && <span className="slot-facts">{product.specification}</span>}
            </span>
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

/** Where it comes from. */
function Pin() {
  return (
    <svg className="pin" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M12 2a7.5 7.5 0 0 0-7.5 7.500C4.5 15 12 22 12 22s7.5-7 7.5-12.500A7.5 7.5 0 0 0 12 2Zm0 10.200a2.8 2.8 0 1 1 0-5.6 2.8 2.8 0 0 1 0 5.600Z" />
    </svg>
  );
}
