// REP-3 on screen: the months, which of their reports are frozen, and by whom.
import { Button, Space, Table, type TableColumnsType, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { SnapshotHead } from '../../../statistics/snapshots.ts';
import { DownloadButton } from '../../shared/download-button.tsx';
import { dayTimeOf } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useApi } from '../../shared/use-api.ts';
import { periodOf } from './period.ts';

interface Row {
  period: string;
  frozen: SnapshotHead | null;
}

export default function ReportsPage() {
  const { t } = useTranslation();
  const query = useApi<{ rows: Row[] }>('/api/reports');
  const running = periodOf('month', Date.now()).from.slice(0, 7);
  const columns: TableColumnsType<Row> = [
    {
      title: t('statistics.reports.month'),
      render: (_, { period }) => (
        <Link to={`/reports/${period}`} data-testid={`report-${period}`}>
          {period}
        </Link>
      ),
    },
    {
      title: t('statistics.reports.state'),
      render: (_, { period, frozen }) =>
        frozen ? (
          <Tag color="green">{t('statistics.reports.frozen')}</Tag>
        ) : (
          <Tag>{t(period >= running ? 'statistics.reports.running' : 'statistics.reports.open')}</Tag>
        ),
    },
    {
      title: t('statistics.reports.by'),
      render: (_, { frozen }) => (frozen ? `${frozen.frozenBy} · ${dayTimeOf(frozen.frozenAtMs)}` : '—'),
    },
    {
      title: t('statistics.reports.hash'),
      render: (_, { frozen }) => <code>{frozen?.hash.slice(0, 16) ?? '—'}</code>,
    },
    {
      key: 'open',
      render: (_, { period }) => (
        <Space>
          <Button size="small" href={`/api/reports/${period}/print`} target="_blank" rel="noreferrer">
            {t('statistics.reports.print')}
          </Button>
          <DownloadButton size="small" path={`/api/reports/${period}/xlsx`}>
            {t('statistics.reports.xlsx')}
          </DownloadButton>
        </Space>
      ),
    },
  ];
  return (
    <PageFrame title={t('statistics.reports.title')} description={t('statistics.reports.description')}>
      <section className="panel" aria-label={t('statistics.reports.title')}>
        <Loaded query={query}>
          {({ rows }) => (
            <Table
              size="small"
              rowKey="period"
              columns={columns}
              dataSource={rows}
              pagination={{ pageSize: 24, hideOnSinglePage: true }}
              scroll={{ x: 'max-content' }}
              data-testid="reports-table"
            />
          )}
        </Loaded>
      </section>
    </PageFrame>
  );
}
