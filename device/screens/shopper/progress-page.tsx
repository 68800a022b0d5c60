import { useTranslation } from 'react-i18next';
import { OrderNumber, SaleItems, type SalePageProps } from './sale-parts.tsx';

/** After paying: every item and where it stands, until all are delivered or refunded. */
export function ProgressPage({ sale, view }: SalePageProps) {
  const { t } = useTranslation();
  const current = sale.items.find((item) => item.phase === 'dispensing');
  return (
    <section className="sale" data-testid="progress">
      <div className="progress-head" role="status">
        <span className="turning" aria-hidden="true" />
        <h2>{t(`sale.phase.${sale.phase}`)}</h2>
        <p>
          {current
            ? `${t('sale.position', { item: current.item, count: sale.items.length })} · ${current.name}`
            : t(sale.phase === 'refunding' ? 'sale.refundUnderWay' : 'sale.doNotLeave')}
        </p>
      </div>
      <div className="sale-main">
        <SaleItems sale={sale} view={view} />
        <OrderNumber order={sale.order} />
      </div>
    </section>
  );
}
