// STAT-4 on screen: what late lines changed in days that were over.
import { Table, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import type { RestatementRow } from '../../../statistics/restatements.ts';
import { whole, yuan } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { useApi } from '../../shared/use-api.ts';
import { keyName } from './key-names.ts';
import type { Period } from './period.ts';

type Row = RestatementRow & { name: string };

export function Restatements({ period }: { period: Period }) {
  const { t } = useTranslation();
  const query = useApi<{ rows: Row[] }>('/api/statistics/restatements', {
    ...period,
    grain: 'day',
    by: 'league',
  });
  const columns: TableColumnsType<Row> = [
    { title: t('statistics.columns.period'), dataIndex: 'period' },
    { title: t('statistics.noticedOn'), dataIndex: 'noticedOn' },
    { title: t('statistics.dimensions.league'), render: (_, row) => keyName(t, 'league', row.key, row.name) },
    { title: t('statistics.columns.sales'), align: 'right', render: (_, row) => whole(row.sales) },
    { title: t('statistics.change'), align: 'right', render: (_, row) => yuan(row.salesFen) },
    { title: t('statistics.columns.refunds'), align: 'right', render: (_, row) => yuan(row.refundsFen) },
  ];
  return (
    <section className="panel" aria-label={t('statistics.restated')}>
      <div className="panel-head">
        <h2>{t('statistics.restated')}</h2>
        <span className="hint">{t('statistics.restatedHint')}</span>
      </div>
      <Loaded
        query={query}
        isEmpty={({ rows }) => rows.length === 0}
        empty={t('statistics.restatedNone')}
        rows={2}
      >
        {({ rows }) => (
          <Table
            size="small"
            rowKey={(row) => `${row.period} ${row.noticedOn} ${row.key}`}
            columns={columns}
            dataSource={rows}
            pagination={{ pageSize: 20, hideOnSinglePage: true }}
            scroll={{ x: 'max-content' }}
            data-testid="restatements"
          />
        )}
      </Loaded>
    </section>
  );
}
