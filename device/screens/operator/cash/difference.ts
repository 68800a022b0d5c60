// pure
import { yuan } from '@zhuangui/protocol/money.ts';
import type { TFunction } from 'i18next';

/** What was counted less what the book says, in words: more, less, or equal. */
export function difference(t: TFunction, differenceFen: number): string {
  if (differenceFen === 0) return t('desk.cash.equal');
  const amount = { yuan: yuan(Math.abs(differenceFen)) };
  return t(differenceFen > 0 ? 'desk.cash.over' : 'desk.cash.short', amount);
}
