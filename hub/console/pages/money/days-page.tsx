import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PageFrame } from '../../shared/page-frame.tsx';
import { ServerTable } from '../../shared/server-table.tsx';
import { counterColumn, fen } from './money-columns.tsx';
import { Exports, Period, usePeriod } from './period.tsx';

interface DayRow {
  day: string;
  counter: string;
  counterName: string;
  orders: number;
  paidFen: number;
  deliveredFen: number;
  refundedFen: number;
  pendingFen: number;
  difference: number;
}

export default function DaysPage() {
  const { t } = useTranslation();
  const sum = (key: 'delivered' | 'refunded', name: 'deliveredFen' | 'refundedFen') => ({
    key,
    title: t(`money.${key}`),
    render: (row: DayRow) => fen(row[name]),
  });
  return (
    <PageFrame
      title={t('money.days')}
      description={t('money.ordersAbout')}
      extra={<Exports path="/api/money/days" />}
    >
      <ServerTable<DayRow & { id: string }>
        path="/api/money/days"
        rowKey="id"
        fixed={usePeriod()}
        extra={<Period />}
        empty={t('money.none')}
        filters={[
          {
            name: 'only',
            label: t('money.all'),
            options: (['difference', 'pending'] as const).map((value) => ({
              value,
              label: t(`money.${value}`),
            })),
          },
        ]}
        columns={[
          { key: 'day', title: t('money.day'), sorter: true, render: (row: DayRow) => row.day },
          counterColumn(t),
          {
            key: 'orders',
            title: t('money.count'),
            render: (row: DayRow) => (
              <Link to={`/money/orders?counter=${row.counter}&from=${row.day}&to=${row.day}`}>
                {row.orders}
              </Link>
            ),
          },
          { key: 'paid', title: t('money.paid'), sorter: true, render: (row: DayRow) => fen(row.paidFen) },
          sum('delivered', 'deliveredFen'),
          sum('refunded', 'refundedFen'),
          {
            key: 'pending',
            title: t('money.pending'),
            sorter: true,
            render: (row: DayRow) => fen(row.pendingFen),
          },
          { key: 'difference', title: t('money.difference'), render: (row: DayRow) => fen(row.difference) },
        ]}
      />
    </PageFrame>
  );
}
