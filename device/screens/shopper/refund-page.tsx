import { yuan } from '@zhuangui/protocol/money.ts';
import { useTranslation } from 'react-i18next';
import type { SaleView, ShopperView } from '../views.ts';
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
        <Amounts
          settlement={settlement}
          delivered={`${wordsOf(view.machine)}.delivered`}
          due={isOwed(sale, settlement) ? 'refund.stillDue' : 'refund.due'}
        />
        <p className="where" data-testid="where">
          {t(whereOf(sale, settlement), { yuan: yuan(settlement.dueFen) })}
        </p>
        <p className="question">{t('refund.question', { phone: view.counter.complaintPhone })}</p>
      </div>
      <Receipt sale={sale} />
    </section>
  );
}

type Machine = ShopperView['machine'];
/** From a cabinet goods are taken, they do not drop. */
const wordsOf = (machine: Machine): string => (machine === 'cabinet' ? 'refund.cabinet' : 'refund');

interface HeadProps {
  sale: SaleView;
  settlement: Settlement;
  machine: Machine;
}

function Head({ sale, settlement, machine }: HeadProps) {
  const { t } = useTranslation();
  const { deliveredCount } = settlement;
  return (
    <div className="result-head" role="status">
      <ResultSign kind={sale.phase === 'refund-pending' ? 'later' : 'back'} />
      <h2>{t(titleOf(sale, settlement, machine))}</h2>
      {!settlement.isGivenUp && <p>{t('refund.apology')}</p>}
      {deliveredCount > 0 && (
        <p>
          {t(`${wordsOf(machine)}.missed`, { delivered: deliveredCount, count: sale.items.length })} ·{' '}
          {t(`sale.takeGoods.${machine}`)}
        </p>
      )}
    </div>
  );
}

/** The machine could not pay out all: a person will, and the page must not send anybody to an empty tray. */
const isOwed = (sale: SaleView, { dueFen }: Settlement): boolean =>
  sale.method === 'cash' && sale.phase === 'refund-pending' && dueFen > 0;

function whereOf(sale: SaleView, settlement: Settlement): string {
  if (sale.returnedByHub) return 'refund.hub';
  return isOwed(sale, settlement) ? 'refund.owed' : `refund.where.${sale.method}`;
}

function titleOf(sale: SaleView, settlement: Settlement, machine: Machine): string {
  const { deliveredCount, isGivenUp } = settlement;
  if (sale.returnedByHub) return 'refund.hubTitle';
  if (isOwed(sale, settlement)) return 'refund.owedTitle';
  if (sale.phase === 'refund-pending') return 'refund.pendingTitle';
  if (isGivenUp) return 'refund.givenUpTitle';
  return `${wordsOf(machine)}.${deliveredCount > 0 ? 'partTitle' : 'fullTitle'}`;
}

function Amounts({ settlement, delivered, due }: { settlement: Settlement; delivered: string; due: string }) {
  const { t } = useTranslation();
  const { paidFen, deliveredFen, goodsBackFen, changeBackFen, dueFen } = settlement;
  return (
    <dl className="settlement" data-testid="settlement">
      <Amount name={t('refund.paid')} fen={paidFen} />
      {deliveredFen > 0 && <Amount name={t(delivered)} fen={deliveredFen} />}
      {changeBackFen > 0 && <Amount name={t('refund.change')} fen={changeBackFen} />}
      {goodsBackFen > 0 && <Amount name={t('refund.refunded')} fen={goodsBackFen} isStrong />}
      {dueFen > 0 && <Amount name={t(due)} fen={dueFen} isStrong />}
    </dl>
  );
}
