import { yuan } from '@zhuangui/protocol/money.ts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSignedIn } from '../desk/use-desk.ts';
import { MoneyField } from '../parts/money-field.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { difference } from './difference.ts';

interface CountSheetProps {
  box: 'notes' | 'coins';
  onClose(): void;
}

/** Counted, left inside, and the difference to the book: shown before it is written down (SCR-72). */
export function CountSheet({ box, onClose }: CountSheetProps) {
  const { t } = useTranslation();
  const { desk, view } = useSignedIn();
  const [countedFen, setCounted] = useState<number | null>(null);
  const [leftFen, setLeft] = useState<number | null>(null);
  const expectedFen = box === 'notes' ? view.cash.notesFen : view.cash.coinsFen;
  const left = leftFen ?? 0;
  const isPossible = countedFen !== null && left <= countedFen;
  async function write(): Promise<void> {
    const answer = await desk.act({ act: 'cash-count', box, countedFen: countedFen!, leftFen: left });
    if (answer?.ok) onClose();
  }
  return (
    <Sheet
      title={t('desk.cash.countTitle', { box: t(`desk.cash.${box}`) })}
      testId="count-sheet"
      onClose={onClose}
      actions={
        <button
          type="button"
          className="is-main"
          data-testid="count-write"
          disabled={!isPossible || desk.busy !== null || desk.lost}
          onClick={write}
        >
          {t(desk.busy ? 'desk.working' : 'desk.cash.write')}
        </button>
      }
    >
      <p>
        {t('desk.cash.book')} <b className="number">¥ {yuan(expectedFen)}</b>
      </p>
      <MoneyField label={t('desk.cash.counted')} testId="counted" fen={countedFen} onChange={setCounted} />
      <MoneyField label={t('desk.cash.left')} testId="left-inside" fen={left} onChange={setLeft} />
      {countedFen !== null && (
        <p
          className={`banner ${countedFen === expectedFen ? 'is-fine' : 'is-warning'}`}
          role="status"
          data-testid="count-difference"
        >
          {difference(t, countedFen - expectedFen)}
        </p>
      )}
      {countedFen !== null && left > countedFen && <p className="is-bad">{t('desk.cash.leftTooMuch')}</p>}
      {isPossible && <p>{t('desk.cash.taken', { yuan: yuan(countedFen - left) })}</p>}
    </Sheet>
  );
}
