import { yuan } from '@zhuangui/protocol/money.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Fact } from '../../shared/fact.tsx';
import type { SlotView } from '../../views.ts';
import { useSignedIn } from '../desk/use-desk.ts';
import { ActButton } from '../parts/act-button.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { Hints } from './hints.tsx';
import { PriceSheet } from './price-sheet.tsx';
import { type Question, SlotQuestion } from './slot-question.tsx';
import { StockSheet } from './stock-sheet.tsx';
import { TestVendResult } from './test-vend-result.tsx';

interface SlotSheetProps {
  slot: SlotView;
  onClose(): void;
}

type Over = 'stock' | 'price' | Question;

/** One slot: what stands there, and everything that can be done to it. */
export function SlotSheet({ slot, onClose }: SlotSheetProps) {
  const { t } = useTranslation();
  const { view } = useSignedIn();
  const [over, setOver] = useState<Over | null>(null);
  const hints = view.hints.filter((hint) => hint.slot === slot.slot);
  const isLocked = slot.reasons.includes('slot-locked') || slot.reasons.includes('slot-unknown');
  const away = () => setOver(null);
  return (
    <Sheet
      title={`${t('shelf.slot', { slot: slot.slot })} · ${slot.product?.name ?? t('shelf.unknownProduct')}`}
      testId="slot-sheet"
      onClose={onClose}
    >
      {!slot.forSale && (
        <p className="banner is-stopped" data-testid="slot-reasons">
          {slot.reasons.map((reason) => t(`reasons.${reason}`)).join(' · ')}
        </p>
      )}
      <p className="hint-row">
        <Hints hints={hints} />
      </p>
      <SlotFacts slot={slot} />
      <TestVendResult slot={slot.slot} />
      <div className="act-grid">
        <ActButton need="stock" testId="act-stock" onPress={() => setOver('stock')}>
          {t('desk.slots.stock')}
        </ActButton>
        <ActButton need="price" testId="act-price" onPress={() => setOver('price')}>
          {t('desk.slots.price')}
        </ActButton>
        <ActButton
          need="lock"
          act={isLocked ? 'unlock-slot' : 'lock-slot'}
          testId={isLocked ? 'act-unlock' : 'act-lock'}
          onPress={() => setOver(isLocked ? 'unlock' : 'lock')}
        >
          {t(isLocked ? 'desk.slots.unlock' : 'desk.slots.lock')}
        </ActButton>
        <ActButton
          need="clear-jam"
          act="clear-jam"
          testId="act-clear-jam"
          onPress={() => setOver('clear-jam')}
        >
          {t('desk.slots.clearJam')}
        </ActButton>
        <ActButton
          need="test-vend"
          act="test-vend"
          testId="act-test-vend"
          onPress={() => setOver('test-vend')}
        >
          {t('desk.slots.testVend')}
        </ActButton>
      </div>
      {over === 'stock' && <StockSheet slot={slot} onClose={away} />}
      {over === 'price' && <PriceSheet slot={slot} onClose={away} />}
      {over !== null && over !== 'stock' && over !== 'price' && (
        <SlotQuestion slot={slot} question={over} onClose={away} />
      )}
    </Sheet>
  );
}

function SlotFacts({ slot }: { slot: SlotView }) {
  const { t } = useTranslation();
  return (
    <dl className="slot-facts">
      <Fact name={t('operator.slots.stock')} value={`${slot.count} / ${slot.capacity}`} />
      <Fact name={t('operator.slots.price')} value={yuan(slot.priceFen)} />
      <Fact name={t('operator.slots.lot')} value={slot.lot} />
      <Fact name={t('operator.slots.madeOn')} value={slot.madeOn} />
      <Fact name={t('operator.slots.bestBefore')} value={slot.bestBefore} />
      <Fact name={t('operator.slots.entry')} value={slot.entry} />
      {slot.product && <Fact name={t('product.specification')} value={slot.product.specification} />}
      {slot.product && <Fact name={t('product.supplier')} value={slot.product.supplier} />}
    </dl>
  );
}
