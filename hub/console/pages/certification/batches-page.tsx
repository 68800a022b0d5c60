// The months: what is on its way into a batch, and how far each batch is.
import { Table, type TableColumnsType, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { BatchSummary } from '../../../certification/batches.ts';
import { dayTimeOf } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useApi } from '../../shared/use-api.ts';

const counts = ['waiting', 'certified', 'items', 'passed', 'refused', 'published'] as const;

export default function BatchesPage() {
  const { t } = useTranslation();
  const query = useApi<{ rows: BatchSummary[] }>('/api/certification/batches');
  const columns: TableColumnsType<BatchSummary> = [
    {
      key: 'month',
      title: t('certification.month'),
      render: (_value, { month }) => <Link to={`/batches/${month}`}>{month}</Link>,
    },
    {
      key: 'state',
      title: t('certification.state'),
      render: (_value, { state }) => <Tag>{t(`certification.batch.states.${state}`)}</Tag>,
    },
    {
      key: 'cutOff',
      title: t('certification.batch.cutOffLabel'),
      render: (_value, { cutOffAt }) => dayTimeOf(cutOffAt),
    },
    ...counts.map((name) => ({ key: name, title: t(`certification.batch.${name}`), dataIndex: name })),
  ];
  return (
    <PageFrame title={t('certification.batches')}>
      <div className="panel">
        <Loaded
          query={query}
          isEmpty={({ rows }) => rows.length === 0}
          empty={t('certification.batch.empty')}
        >
          {({ rows }) => (
            <Table
              size="small"
              rowKey="month"
              columns={columns}
              dataSource={rows}
              pagination={false}
              scroll={{ x: 'max-content' }}
              onRow={({ month }) => ({ 'data-testid': `batch-${month}` }) as object}
            />
          )}
        </Loaded>
      </div>
    </PageFrame>
  );
}
