import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { OrderRow } from '../../../money/order-queries.ts';
import { dayTimeOf } from '../../shared/format.ts';
import { PageFrame } from '../../shared/page-frame.tsx';
import { ServerTable } from '../../shared/server-table.tsx';
import { counterColumn, fen, methodName, orderStates, StateTag } from './money-columns.tsx';
import { Exports, Period, usePeriod } from './period.tsx';

const methods = ['wechat', 'alipay', 'cash', 'test'] as const;

export default function OrdersPage() {
  const { t } = useTranslation();
  return (
    <PageFrame
      title={t('money.orders')}
      description={t('money.ordersAbout')}
      extra={<Exports path="/api/money/orders" />}
    >
      <ServerTable<OrderRow>
        path="/api/money/orders"
        rowKey="order"
        fixed={usePeriod()}
        extra={<Period />}
        empty={t('money.none')}
        filters={[
          {
            name: 'state',
            label: t('money.state'),
            options: orderStates.map((value) => ({ value, label: t(`money.states.${value}`) })),
          },
          {
            name: 'method',
            label: t('money.method'),
            options: methods.map((value) => ({ value, label: methodName(t, value) })),
          },
        ]}
        columns={[
          { key: 'at', title: t('money.at'), sorter: true, render: (row: OrderRow) => dayTimeOf(row.at) },
          {
            key: 'order',
            title: t('money.number'),
            render: (row: OrderRow) => (
              <Link to={`/money/orders/${row.counter}/${row.order}`} data-testid="order-link">
                <code>{row.order}</code>
              </Link>
            ),
          },
          counterColumn(t),
          { key: 'method', title: t('money.method'), render: (row: OrderRow) => methodName(t, row.method) },
          {
            key: 'total',
            title: t('money.total'),
            sorter: true,
            render: (row: OrderRow) => fen(row.totalFen),
          },
          { key: 'paid', title: t('money.paid'), render: (row: OrderRow) => fen(row.paidFen) },
          { key: 'delivered', title: t('money.delivered'), render: (row: OrderRow) => fen(row.deliveredFen) },
          { key: 'refunded', title: t('money.refunded'), render: (row: OrderRow) => fen(row.refundedFen) },
          {
            key: 'state',
            title: t('money.state'),
            sorter: true,
            render: (row: OrderRow) => <StateTag state={row.state} t={t} />,
          },
        ]}
      />
    </PageFrame>
  );
}
