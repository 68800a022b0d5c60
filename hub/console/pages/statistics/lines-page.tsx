// STAT-6 on screen: the journal lines a figure is the sum of, each with its exact text and hash.
import { Select, Table, type TableColumnsType, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { FigureLine } from '../../../statistics/lines.ts';
import { address } from '../../shared/api.ts';
import { whole, yuan } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useApi } from '../../shared/use-api.ts';
import { periodOf } from './period.ts';
import './statistics.css';

type Row = FigureLine & { counterName: string; product: string };
const kinds = [
  'sale',
  'refund',
  'notDelivered',
  'unknown',
  'refused',
  'testVend',
  'uncertified',
  'all',
] as const;

export default function LinesPage() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const given = Object.fromEntries(params);
  const asked = { ...periodOf('month', Date.now()), ...given, pageSize: '50' } as Record<string, string>;
  const kind = params.get('kind') ?? 'all';
  if (kind === 'all') delete asked['kind'];
  const query = useApi<{ rows: Row[]; total: number; fen: number }>('/api/statistics/lines', asked);
  const { kind: _kind, page: _page, ...filters } = given;
  const set = (name: string, value: string) =>
    setParams((before) => {
      const next = new URLSearchParams(before);
      if (name !== 'page') next.delete('page');
      next.set(name, value);
      return next;
    });
  const { data } = query;
  return (
    <PageFrame
      isFromJournals
      title={t('statistics.behind.title')}
      description={
        data &&
        t('statistics.behind.description', { count: whole(data.total) as never, amount: yuan(data.fen) })
      }
      back={address('/statistics', filters)}
      extra={
        <Select
          value={kind}
          aria-label={t('statistics.behind.kind')}
          onChange={(value) => set('kind', value)}
          options={kinds.map((value) => ({ value, label: t(`statistics.behind.kinds.${value}`) }))}
          popupMatchSelectWidth={false}
          data-testid="lines-kind"
        />
      }
    >
      <section className="panel" aria-label={t('statistics.behind.title')}>
        <Loaded query={query} isEmpty={({ rows }) => rows.length === 0} empty={t('statistics.empty')}>
          {({ rows, total }) => (
            <Lines
              rows={rows}
              total={total}
              page={Number(params.get('page')) || 1}
              turn={(page) => set('page', String(page))}
            />
          )}
        </Loaded>
      </section>
    </PageFrame>
  );
}

interface LinesProps {
  rows: Row[];
  total: number;
  page: number;
  turn(page: number): void;
}

function Lines({ rows, total, page, turn }: LinesProps) {
  const { t } = useTranslation();
  const columns: TableColumnsType<Row> = [
    { title: t('statistics.behind.at'), dataIndex: 'day' },
    {
      title: t('statistics.behind.counter'),
      render: (_, row) => <Link to={`/counters/${row.counter}`}>{row.counterName}</Link>,
    },
    { title: t('statistics.behind.place'), render: (_, row) => `${row.journal} · ${row.seq}` },
    { title: t('statistics.behind.kind'), render: (_, row) => t(`statistics.behind.kinds.${row.kind}`) },
    { title: t('statistics.behind.product'), dataIndex: 'product' },
    { title: t('statistics.behind.amount'), align: 'right', render: (_, row) => yuan(row.fen) },
    { title: t('statistics.behind.verdict'), render: (_, row) => <Verdict row={row} /> },
  ];
  return (
    <Table
      size="small"
      rowKey={(row) => `${row.counter} ${row.journal} ${row.seq}`}
      columns={columns}
      dataSource={rows}
      scroll={{ x: 'max-content' }}
      pagination={{
        current: page,
        pageSize: 50,
        total,
        showSizeChanger: false,
        hideOnSinglePage: true,
        onChange: turn,
      }}
      expandable={{
        expandedRowRender: ({ line, hash }) => (
          <dl>
            <dt className="hint">{t('statistics.behind.exact')}</dt>
            <dd className="exact">{line || '—'}</dd>
            <dt className="hint">{t('statistics.behind.hash')}</dt>
            <dd className="exact">{hash || '—'}</dd>
          </dl>
        ),
      }}
      data-testid="lines-table"
    />
  );
}

function Verdict({ row }: { row: Row }) {
  const { t } = useTranslation();
  if (row.kind !== 'sale' && row.kind !== 'testVend') return '—';
  if (row.certified === null) return <Tag>{t('statistics.behind.waiting')}</Tag>;
  return row.certified ? (
    <Tag color="green">{t('statistics.behind.yes')}</Tag>
  ) : (
    <Tag color="red">{t('statistics.behind.no')}</Tag>
  );
}
