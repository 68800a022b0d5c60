import type { StockReason } from '@zhuangui/protocol/journal-lines.ts';
import { useTranslation } from 'react-i18next';
import { Choice } from '../parts/choice.tsx';

/** All of them, as keys: the protocol's own list would bring every schema of the journal onto the page. */
const all: Record<StockReason, true> = {
  damaged: true,
  'past-its-date': true,
  'taken-back': true,
  withdrawn: true,
  stolen: true,
  'fell-unrecorded': true,
  miscounted: true,
  'test-vend': true,
  'taken-unpaid': true,
};
const stockReasons = Object.keys(all) as StockReason[];

interface StockReasonsProps {
  value: StockReason | null;
  onChange(why: StockReason): void;
}

/** How a difference in stock is explained. */
export function StockReasons({ value, onChange }: StockReasonsProps) {
  const { t } = useTranslation();
  return (
    <Choice
      label={t('desk.reason')}
      testId="why"
      options={stockReasons.map((why) => ({ value: why, words: t(`desk.stockReasons.${why}`) }))}
      value={value}
      onChange={onChange}
    />
  );
}
