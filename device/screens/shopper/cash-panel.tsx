import { yuan } from '@zhuangui/protocol/money.ts';
import { useTranslation } from 'react-i18next';
import type { SaleView } from '../views.ts';
import { MethodSign } from './method-sign.tsx';
import { Price } from './price.tsx';
import { Amount } from './sale-parts.tsx';

/** Three amounts: due, put in, still to pay; and whether the machine takes money at this moment. */
export function CashPanel({ sale }: { sale: SaleView }) {
  const { t } = useTranslation();
  const insertedFen = sale.cash?.insertedFen ?? 0;
  const missingFen = Math.max(0, sale.totalFen - insertedFen);
  const overFen = Math.max(0, insertedFen - sale.totalFen);
  return (
    <div className="pay-panel is-cash">
      <h2>
        <MethodSign method="cash" />
        {t('methods.cash')}
      </h2>
      <CashState
        isClosing={sale.isClosing ?? false}
        isEnough={missingFen === 0}
        isAccepting={sale.cash?.accepting ?? false}
      />
      <p className="cash-missing" data-testid="cash-missing" aria-live="polite">
        <span>{t(overFen > 0 ? 'pay.cash.over' : 'pay.cash.missing')}</span>
        <Price fen={overFen > 0 ? overFen : missingFen} />
      </p>
      <progress max={sale.totalFen} value={Math.min(insertedFen, sale.totalFen)} aria-hidden="true" />
      <dl className="settlement">
        <Amount name={t('pay.amount')} fen={sale.totalFen} />
        <Amount name={t('pay.cash.inserted')} fen={insertedFen} />
      </dl>
      <p className="pay-hint">{t('pay.cash.change')}</p>
      <LittleChange fen={sale.cash?.changeUpToFen} />
    </div>
  );
}

/** Fen: the largest note. Who holds one must know before it is in that less would come back. */
const largestNoteFen = 10_000;

function LittleChange({ fen = largestNoteFen }: { fen: number | undefined }) {
  const { t } = useTranslation();
  if (fen >= largestNoteFen) return null;
  return (
    <p className="pay-notice" data-testid="little-change">
      {t('pay.cash.little', { yuan: yuan(fen) })}
    </p>
  );
}

interface CashStateProps {
  isClosing: boolean;
  isEnough: boolean;
  isAccepting: boolean;
}

function CashState({ isClosing, isEnough, isAccepting }: CashStateProps) {
  const { t } = useTranslation();
  const state = isClosing ? 'closing' : isEnough ? 'enough' : isAccepting ? 'accepting' : 'notAccepting';
  return (
    <p className={`cash-state is-${state}`} role="status" data-testid="cash-state" data-state={state}>
      {t(`pay.cash.${state}`)}
    </p>
  );
}
