// The fleet, a page at a time.
import { Input, Skeleton, Table, type TableColumnsType } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CounterRow } from '../../http/views.ts';
import { useCounters } from '../live/use-counters.ts';
import { dayTimeOf, whole, yuan } from '../shared/format.ts';
import { Nothing, Panel } from './panel.tsx';

const perPage = 20;

/** `beat` changes with every dashboard; the first page does not wait for it. */
export function CountersPanel({ beat }: { beat: number | undefined }) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const [page, setPage] = useState(1);
  const columns = useColumns();
  const answer = useCounters(useDeferredValue(search).trim(), (page - 1) * perPage, perPage, beat);
  const find = (
    <Input
      allowClear
      size="small"
      className="find"
      placeholder={t('counters.search')}
      aria-label={t('counters.search')}
      value={search}
      onChange={({ target }) => {
        setSearch(target.value);
        setPage(1);
      }}
    />
  );
  return (
    <Panel title={t('counters.title')} extra={find}>
      {answer === undefined ? (
        <div className="waiting" aria-busy>
          <Skeleton active title={false} paragraph={{ rows: 6, width: '100%' }} />
        </div>
      ) : answer.total === 0 ? (
        <Nothing words={t(search === '' ? 'counters.none' : 'counters.empty')} />
      ) : (
        <Table
          size="small"
          rowKey="id"
          columns={columns}
          dataSource={answer.counters}
          scroll={{ x: 'max-content' }}
          onRow={({ id }) => ({ 'data-testid': 'counter-row', 'data-counter': id }) as object}
          pagination={{
            current: page,
            pageSize: perPage,
            total: answer.total,
            size: 'small',
            hideOnSinglePage: true,
            showSizeChanger: false,
            onChange: setPage,
            showTotal: (total, [from, to]) => t('counters.total', { from, to, total: whole(total) }),
          }}
        />
      )}
    </Panel>
  );
}

function useColumns(): TableColumnsType<CounterRow> {
  const { t } = useTranslation();
  const number = { align: 'right', className: 'figures-cell' } as const;
  const wide: Pick<TableColumnsType<CounterRow>[number], 'responsive'> = { responsive: ['md'] };
  return [
    { title: t('counters.name'), dataIndex: 'name' },
    { title: t('counters.id'), dataIndex: 'id', className: 'figures-cell', responsive: ['sm'] },
    { title: t('counters.state'), key: 'state', render: (_, row) => <State row={row} /> },
    {
      title: t('counters.freshness'),
      dataIndex: 'freshness',
      render: (shade: CounterRow['freshness'], { lastSeen }) =>
        lastSeen === null ? '—' : <span className={`dot ${shade}`}>{t(`freshness.${shade}`)}</span>,
    },
    {
      title: t('counters.slots'),
      key: 'slots',
      responsive: ['sm'],
      ...number,
      render: (_, { slotsForSale, slotsBlocked }) => `${slotsForSale ?? '—'} / ${slotsBlocked ?? '—'}`,
    },
    { title: t('counters.catalog'), dataIndex: 'catalogVersion', ...number, ...wide },
    { title: t('counters.withdrawals'), dataIndex: 'withdrawalsVersion', ...number, ...wide },
    { title: t('counters.position'), dataIndex: 'position', ...number, ...wide, render: whole },
    {
      title: t('counters.unsent'),
      dataIndex: 'unsent',
      ...number,
      ...wide,
      render: (n: number | null) => n ?? '—',
    },
    {
      title: t('counters.today'),
      key: 'today',
      ...number,
      render: (_, { salesToday, salesTodayFen }) => `${whole(salesToday)} · ${yuan(salesTodayFen)}`,
    },
  ];
}

function State({ row }: { row: CounterRow }) {
  const { t } = useTranslation();
  if (row.online) return <span className="dot green">{t('counters.online')}</span>;
  const when =
    row.lastSeen === null ? t('counters.never') : t('counters.lastSeen', { at: dayTimeOf(row.lastSeen) });
  return (
    <span className="dot off" title={when}>
      {row.lastSeen === null ? t('counters.never') : t('counters.offline')}
    </span>
  );
}
