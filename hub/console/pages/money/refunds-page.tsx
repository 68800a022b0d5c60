import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { dayTimeOf } from '../../shared/format.ts';
import { PageFrame } from '../../shared/page-frame.tsx';
import { ServerTable } from '../../shared/server-table.tsx';
import { counterColumn, fen, methodName } from './money-columns.tsx';
import { Period, usePeriod } from './period.tsx';

interface RefundRow {
  refund: string;
  order: string;
  counter: string;
  counterName: string;
  amountFen: number;
  method: string;
  reason: string;
  dueAt: number | null;
  doneAt: number | null;
}

export default function RefundsPage() {
  const { t } = useTranslation();
  const time = (ms: number | null) => (ms === null ? '—' : dayTimeOf(ms));
  return (
    <PageFrame title={t('money.refunds')}>
      <ServerTable<RefundRow>
        path="/api/money/refunds"
        rowKey="refund"
        fixed={usePeriod()}
        extra={<Period />}
        empty={t('money.none')}
        filters={[
          {
            name: 'state',
            label: t('money.state'),
            options: (['due', 'done'] as const).map((value) => ({
              value,
              label: t(`money.states.${value}`),
            })),
          },
        ]}
        columns={[
          {
            key: 'dueAt',
            title: t('money.dueAt'),
            sorter: true,
            render: (row: RefundRow) => time(row.dueAt),
          },
          {
            key: 'order',
            title: t('money.number'),
            render: (row: RefundRow) => (
              <Link to={`/money/orders/${row.counter}/${row.order}`}>{row.order}</Link>
            ),
          },
          counterColumn(t),
          {
            key: 'amount',
            title: t('money.amount'),
            sorter: true,
            render: (row: RefundRow) => fen(row.amountFen),
          },
          { key: 'method', title: t('money.method'), render: (row: RefundRow) => methodName(t, row.method) },
          { key: 'reason', title: t('money.reason'), render: (row: RefundRow) => row.reason },
          { key: 'doneAt', title: t('money.doneAt'), render: (row: RefundRow) => time(row.doneAt) },
        ]}
      />
    </PageFrame>
  );
}
