import { useTranslation } from 'react-i18next';
import type { SaleView } from '../views.ts';
import { Amount, Receipt, ResultSign, SaleItems, type SalePageProps } from './sale-parts.tsx';
import { type Settlement, settlementOf } from './settlement.ts';

/** SCR-4: every fen that was paid is named: delivered, refunded, given as change, or still on its way back. */
export function RefundPage({ sale, view }: SalePageProps) {
  const { t } = useTranslation();
  const settlement = settlementOf(sale);
  return (
    <section className="sale" data-testid="refund" data-phase={sale.phase}>
      <Head sale={sale} settlement={settlement} machine={view.machine} />
      <div className="sale-main">
        <SaleItems sale={sale} view={view} />
        <Amounts settlement={settlement} />
        <p className="where" data-testid="where">
          {t(sale.returnedByHub ? 'refund.hub' : `refund.where.${sale.method}`)}
        </p>
        <p className="question">{t('refund.question', { phone: view.counter.complaintPhone })}</p>
      </div>
      <Receipt sale={sale} />
    </section>
  );
}

interface HeadProps {
  sale: SaleView;
  settlement: Settlement;
  machine: 'spiral' | 'cabinet';
}

function Head({ sale, settlement, machine }: HeadProps) {
  const { t } = useTranslation();
  const { deliveredCount } = settlement;
  return (
    <div className="result-head" role="status">
      <ResultSign kind={sale.phase === 'refund-pending' ? 'later' : 'back'} />
      <h2>{t(titleOf(sale, deliveredCount))}</h2>
      <p>{t('refund.apology')}</p>
      {deliveredCount > 0 && (
        <p>
          {t('refund.missed', { delivered: deliveredCount, count: sale.items.length })} ·{' '}
          {t(`sale.takeGoods.${machine}`)}
        </p>
      )}
    </div>
  );
}

function titleOf(sale: SaleView, deliveredCount: number): string {
  if (sale.returnedByHub) return 'refund.hubTitle';
  if (sale.phase === 'refund-pending') return 'refund.pendingTitle';
  return deliveredCount > 0 ? 'refund.partTitle' : 'refund.fullTitle';
}

function Amounts({ settlement }: { settlement: Settlement }) {
  const { t } = useTranslation();
  const { paidFen, deliveredFen, goodsBackFen, changeBackFen, dueFen } = settlement;
  return (
    <dl className="settlement" data-testid="settlement">
      <Amount name={t('refund.paid')} fen={paidFen} />
      {deliveredFen > 0 && <Amount name={t('refund.delivered')} fen={deliveredFen} />}
      {changeBackFen > 0 && <Amount name={t('refund.change')} fen={changeBackFen} />}
      {goodsBackFen > 0 && <Amount name={t('refund.refunded')} fen={goodsBackFen} isStrong />}
      {dueFen > 0 && <Amount name={t('refund.due')} fen={dueFen} isStrong />}
    </dl>
  );
}
