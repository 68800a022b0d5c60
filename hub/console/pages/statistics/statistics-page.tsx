// STAT-5 on screen: one dimension, one period, filters that follow from rows; chart, table, and the lines behind each figure.
import { Button, Select, Table, type TableColumnsType, Tag } from 'antd';
import { lazy, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { dimensions, grains } from '../../../statistics/dimensions.ts';
import type { FigureRow } from '../../../statistics/figures.ts';
import { address } from '../../shared/api.ts';
import { DownloadButton } from '../../shared/download-button.tsx';
import { percent, whole, yuan } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useSession } from '../../shared/session.tsx';
import { useApi } from '../../shared/use-api.ts';
import { keyName } from './key-names.ts';
import { lastDayOf, periodOf } from './period.ts';
import { PeriodTools } from './period-tools.tsx';
import { Restatements } from './restatements.tsx';
import './statistics.css';

const FigureChart = lazy(() => import('./bar-chart.tsx'));

interface Answer {
  rows: FigureRow[];
  total: number;
  sum: FigureRow;
}
const chartRows = 20;
/** A time without a dimension is drawn whole. */
const rowsOf = (by: string): number => (by === 'none' ? 400 : 50);

function useQuestion() {
  const [params, setParams] = useSearchParams();
  const first = periodOf('month', Date.now());
  const filters = Object.fromEntries(
    dimensions.flatMap((name) => (params.has(name) ? [[name, params.get(name)!]] : [])),
  );
  const by = params.get('by') ?? 'league';
  const grain = params.get('grain') ?? 'none';
  const period = { from: params.get('from') ?? first.from, to: params.get('to') ?? first.to };
  const page = Number(params.get('page')) || 1;
  const sort = params.get('sort') ?? undefined;
  const set = (changes: Record<string, string | undefined>) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (!('page' in changes)) next.delete('page');
        for (const [name, value] of Object.entries(changes))
          if (value === undefined) next.delete(name);
          else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  return { filters, by, grain, period, page, sort, set };
}
type Question = ReturnType<typeof useQuestion>;

export default function StatisticsPage() {
  const { t } = useTranslation();
  const question = useQuestion();
  const { filters, by, grain, period, page, sort } = question;
  const asked = { ...period, ...filters, by, grain };
  const query = useApi<Answer>('/api/statistics', { ...asked, page, pageSize: rowsOf(by), sort });
  const file = (format: string) => address('/api/statistics/export', { ...asked, format });
  return (
    <PageFrame
      isFromJournals
      title={t('statistics.title')}
      description={t('statistics.description')}
      extra={
        <>
          <DownloadButton path={file('csv')} data-testid="export-csv">
            {t('statistics.csv')}
          </DownloadButton>
          <DownloadButton path={file('xlsx')} data-testid="export-xlsx">
            {t('statistics.xlsx')}
          </DownloadButton>
        </>
      }
    >
      <section className="panel" aria-label={t('statistics.by')}>
        <Tools question={question} />
        <Loaded query={query} isEmpty={({ rows }) => rows.length === 0} empty={t('statistics.empty')}>
          {(answer) => <Figures answer={answer} question={question} />}
        </Loaded>
      </section>
      <Restatements period={period} />
    </PageFrame>
  );
}

function Tools({ question }: { question: Question }) {
  const { t } = useTranslation();
  const { by, grain, period, filters, set } = question;
  return (
    <search className="stat-tools">
      <Select
        value={by}
        aria-label={t('statistics.by')}
        onChange={(value) => set({ by: value })}
        options={['none', ...dimensions].map((value) => ({
          value,
          label: t(`statistics.dimensions.${value}` as never),
        }))}
        popupMatchSelectWidth={false}
        listHeight={420}
        data-testid="statistics-by"
      />
      <Select
        value={grain}
        aria-label={t('statistics.grain')}
        onChange={(value) => set({ grain: value })}
        options={grains.map((value) => ({ value, label: t(`statistics.grains.${value}`) }))}
        popupMatchSelectWidth={false}
        data-testid="statistics-grain"
      />
      <PeriodTools period={period} onChange={({ from, to }) => set({ from, to })} />
      {Object.entries(filters).map(([name, value]) => (
        <Tag
          key={name}
          closable={{ 'aria-label': t('statistics.removeFilter', { name: value }) }}
          onClose={() => set({ [name]: undefined })}
          data-testid={`filter-${name}`}
        >
          {t(`statistics.dimensions.${name}` as never)}: {keyName(t, name, value, value)}
        </Tag>
      ))}
    </search>
  );
}

function Figures({ answer, question }: { answer: Answer; question: Question }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const { by, grain, filters, period, page, set } = question;
  const isTime = grain !== 'none';
  const points = useMemo(() => {
    const shown = isTime ? answer.rows : answer.rows.slice(0, chartRows);
    return shown.map((row) => ({
      name: [row.period, by === 'none' ? '' : keyName(t, by, row.key, row.name)].filter(Boolean).join(' '),
      fen: row.salesFen,
    }));
  }, [answer, by, isTime, t]);
  const linesOf = (row: FigureRow, kind?: string) =>
    address('/statistics/lines', {
      ...filters,
      ...daysOf(row.period, period),
      ...(by === 'none' ? {} : { [by]: row.key }),
      kind,
    });
  const opening = (text: string, row: FigureRow, kind: string) =>
    can('statistics.lines') ? <Link to={linesOf(row, kind)}>{text}</Link> : text;
  const columns: TableColumnsType<FigureRow> = [
    ...(isTime
      ? [{ title: t('statistics.columns.period'), dataIndex: 'period', key: 'period', sorter: true }]
      : []),
    {
      title: t(`statistics.dimensions.${by}` as never),
      key: 'name',
      sorter: true,
      render: (_, row) => {
        const name = by === 'none' ? t('statistics.total') : keyName(t, by, row.key, row.name);
        const isFilter = by === 'none' || filters[by] !== undefined || row.key === '';
        if (isFilter) return name;
        return (
          <Button
            type="link"
            size="small"
            title={t('statistics.only')}
            onClick={() => set({ [by]: row.key, by: nextOf(by) })}
          >
            {name}
          </Button>
        );
      },
    },
    {
      title: t('statistics.columns.sales'),
      key: 'sales',
      align: 'right',
      sorter: true,
      render: (_, row) => opening(whole(row.sales), row, 'sale'),
    },
    {
      title: t('statistics.columns.fen'),
      key: 'salesFen',
      align: 'right',
      sorter: true,
      render: (_, row) => opening(yuan(row.salesFen), row, 'sale'),
    },
    {
      title: t('statistics.columns.refunds'),
      key: 'refundsFen',
      align: 'right',
      sorter: true,
      render: (_, row) => opening(yuan(row.refundsFen), row, 'refund'),
    },
    {
      title: t('statistics.columns.notDelivered'),
      key: 'notDelivered',
      align: 'right',
      sorter: true,
      render: (_, row) => opening(whole(row.notDelivered), row, 'notDelivered'),
    },
    {
      title: t('statistics.columns.certified'),
      key: 'certifiedShare',
      align: 'right',
      sorter: true,
      render: (_, { certifiedShare }) => (certifiedShare === null ? '—' : percent(certifiedShare)),
    },
    {
      title: t('statistics.columns.refused'),
      key: 'refused',
      align: 'right',
      sorter: true,
      render: (_, row) => opening(whole(row.refused), row, 'refused'),
    },
  ];
  const { sum } = answer;
  return (
    <>
      {(!isTime || by === 'none') && (
        <Suspense fallback={<div className="stat-chart" />}>
          <FigureChart points={points} isTime={isTime} />
        </Suspense>
      )}
      <Table
        size="small"
        rowKey={(row) => `${row.period} ${row.key}`}
        columns={columns}
        dataSource={answer.rows}
        scroll={{ x: 'max-content' }}
        pagination={{
          current: page,
          pageSize: rowsOf(by),
          total: answer.total,
          showSizeChanger: false,
          hideOnSinglePage: true,
        }}
        onChange={({ current }, _filters, sorter) => {
          const { columnKey, order } = Array.isArray(sorter) ? {} : sorter;
          const sort = order ? `${order === 'descend' ? '-' : ''}${String(columnKey)}` : undefined;
          set({ page: String(current ?? 1), sort });
        }}
        footer={() => (
          <span data-testid="statistics-sum">
            {t('statistics.total')}: {whole(sum.sales)} · {yuan(sum.salesFen)} ·{' '}
            {t('statistics.columns.refunds')} {yuan(sum.refundsFen)} · {t('statistics.columns.refused')}{' '}
            {whole(sum.refused)}
          </span>
        )}
        data-testid="statistics-table"
      />
    </>
  );
}

/** From the whole to its parts: leagues to banners to counters, everything else to products. */
const nextOf = (by: string): string =>
  ({
    league: 'banner',
    banner: 'counter',
    hostUnit: 'counter',
    originLeague: 'originBanner',
    category: 'entry',
    supplier: 'entry',
  })[by] ?? 'entry';

/** Days of a row's own period within the whole one. */
function daysOf(period: string, whole: { from: string; to: string }): { from: string; to: string } {
  if (period === '') return whole;
  const from = `${period}-01-01`.slice(0, 10);
  const to = period.length === 10 ? period : period.length === 7 ? lastDayOf(period) : `${period}-12-31`;
  return { from: [from, whole.from].sort()[1]!, to: [to, whole.to].sort()[0]! };
}
