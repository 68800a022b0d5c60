import { type StockReason, stockReasons } from '@zhuangui/protocol/journal-lines.ts';
import { useTranslation } from 'react-i18next';
import { Choice } from '../parts/choice.tsx';

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
