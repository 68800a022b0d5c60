import { useTranslation } from 'react-i18next';
import type { SaleView } from '../views.ts';
import { CabinetHead } from './cabinet-head.tsx';
import { OrderNumber, SaleItems, type SalePageProps } from './sale-parts.tsx';
import { isGivenUp } from './settlement.ts';

/** After paying: every item and where it stands, until all are delivered or refunded. */
export function ProgressPage({ sale, view }: SalePageProps) {
  const { t } = useTranslation();
  return (
    <section className="sale" data-testid="progress">
      {sale.cabinet ? <CabinetHead state={sale.cabinet.state} /> : <SpiralHead sale={sale} />}
      <div className="sale-main">
        {sale.cabinet?.state === 'open' && <h3>{t('cabinet.take')}</h3>}
        <SaleItems sale={sale} view={view} />
        <OrderNumber order={sale.order} />
      </div>
    </section>
  );
}

function SpiralHead({ sale }: { sale: SaleView }) {
  const { t } = useTranslation();
  const current = sale.items.find((item) => item.phase === 'dispensing');
  const done = sale.items.filter((item) => item.phase !== 'waiting' && item.phase !== 'dispensing').length;
  const count = sale.items.length;
  return (
    <div className="progress-head" role="status">
      <span className="turning" aria-hidden="true" />
      <h2>{t(`sale.phase.${sale.phase}`)}</h2>
      <p>
        {current
          ? `${t('sale.position', { item: current.item, count })} · ${current.name}`
          : t(sale.phase === 'refunding' ? 'sale.refundUnderWay' : 'sale.doNotLeave')}
      </p>
      {!isGivenUp(sale) && (
        <>
          <progress max={count} value={done} aria-label={t('sale.done', { done, count })} />
          <p className="number">{t('sale.done', { done, count })}</p>
        </>
      )}
    </div>
  );
}
