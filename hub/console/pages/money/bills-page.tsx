import { Table } from 'antd';
import { useTranslation } from 'react-i18next';
import type { BillRecord } from '../../../payments/payment-queries.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useApi } from '../../shared/use-api.ts';
import { fen, methodName } from './money-columns.tsx';

/** The providers' daily bills beside what the hub holds. */
export default function BillsPage() {
  const { t } = useTranslation();
  const query = useApi<{ bills: BillRecord[] }>('/api/payments/bills');
  return (
    <PageFrame title={t('money.bills')}>
      <Loaded query={query} isEmpty={({ bills }) => bills.length === 0} empty={t('money.none')}>
        {({ bills }) => (
          <Table<BillRecord>
            size="small"
            rowKey={(row) => `${row.method} ${row.day}`}
            dataSource={bills}
            scroll={{ x: 'max-content' }}
            expandable={{
              rowExpandable: ({ differences }) => differences.length > 0,
              expandedRowRender: ({ differences }) => (
                <ul>
                  {differences.map((one) => (
                    <li key={`${one.row} ${one.key}`}>
                      {t(`cases.kinds.${one.kind}`)} · {one.order} · {fen(one.hereFen)} / {fen(one.thereFen)}
                    </li>
                  ))}
                </ul>
              ),
            }}
            columns={[
              { title: t('money.day'), dataIndex: 'day' },
              { title: t('money.method'), render: (_, row) => methodName(t, row.method) },
              { title: t('money.billRows'), dataIndex: 'rows' },
              { title: t('money.billPayments'), render: (_, row) => fen(row.paymentsFen) },
              { title: t('money.billRefunds'), render: (_, row) => fen(row.refundsFen) },
              { title: t('money.billDifferences'), render: (_, row) => row.differences.length },
            ]}
          />
        )}
      </Loaded>
    </PageFrame>
  );
}
