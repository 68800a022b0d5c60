// Sums of what channels report, by month, channel, league or kind; the choice is in the address.

import { dayOf } from '@zhuangui/protocol/days.ts';
import { Segmented, Select, Table, type TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { percent, whole, yuan } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { regionName } from '../../shared/region-names.ts';
import { useApi } from '../../shared/use-api.ts';
import { SelfReported } from './self-reported.tsx';
import type { Totals } from './types.ts';

type Row = Totals['rows'][number];
const keys = ['month', 'channel', 'league', 'kind'] as const;
const monthsShown = 36;

/** Newest first: YYYY-MM. */
function lastMonths(today: string): string[] {
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  return Array.from({ length: monthsShown }, (_, back) => {
    const index = year * 12 + month - 1 - back;
    return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
  });
}

export function ChannelTotals() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const months = lastMonths(dayOf(Date.now()));
  const by = keys.find((key) => key === params.get('by')) ?? 'month';
  const from = params.get('from') ?? months[11]!;
  const to = params.get('to') ?? months[0]!;
  const query = useApi<Totals>('/api/channels/totals', { by, from: `${from}-01`, to: `${to}-31` });
  const set = (name: string, value: string) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        next.set(name, value);
        return next;
      },
      { replace: true },
    );
  const nameOf = ({ key, name }: Row) => {
    if (by === 'league') return key === '' ? t('channels.wholeRegion') : regionName(key);
    if (by === 'kind') return t(`channels.kinds.${key}`);
    return by === 'channel' ? <Link to={`/channels/${key}`}>{name}</Link> : name;
  };
  const share = (value: number | null) => (value === null ? '—' : percent(value));
  const columns: TableColumnsType<Row> = [
    { title: t(`channels.by.${by}`), render: (_, row) => nameOf(row) },
    { title: t('channels.amount'), align: 'right', render: (_, { amountFen }) => yuan(amountFen) },
    { title: t('channels.count'), align: 'right', render: (_, { count }) => whole(count) },
    {
      title: t('channels.claimed'),
      align: 'right',
      render: (_, { certifiedClaimedShare }) => share(certifiedClaimedShare),
    },
  ];
  const monthChoice = (name: string, value: string) => (
    <Select
      value={value}
      aria-label={t(`channels.${name}`)}
      options={months.map((month) => ({ value: month, label: month }))}
      onChange={(month: string) => set(name, month)}
      data-testid={`totals-${name}`}
    />
  );
  return (
    <div className="panel server-table">
      <div className="table-tools">
        <SelfReported />
        <Segmented
          value={by}
          options={keys.map((key) => ({ value: key, label: t(`channels.by.${key}`) }))}
          onChange={(key) => set('by', key)}
          data-testid="totals-by"
        />
        {monthChoice('from', from)}
        {monthChoice('to', to)}
      </div>
      <Loaded query={query} isEmpty={({ rows }) => rows.length === 0} empty={t('channels.noTotals')} rows={4}>
        {({ rows, total }) => (
          <Table<Row>
            size="small"
            rowKey="key"
            columns={columns}
            dataSource={rows}
            scroll={{ x: 'max-content' }}
            pagination={{ pageSize: 20, hideOnSinglePage: true, size: 'small' }}
            summary={() => (
              <Table.Summary.Row>
                <Table.Summary.Cell index={0}>{t('channels.sum')}</Table.Summary.Cell>
                <Table.Summary.Cell index={1} align="right">
                  {yuan(total.amountFen)}
                </Table.Summary.Cell>
                <Table.Summary.Cell index={2} align="right">
                  {whole(total.count)}
                </Table.Summary.Cell>
                <Table.Summary.Cell index={3} align="right">
                  {share(total.certifiedClaimedShare)}
                </Table.Summary.Cell>
              </Table.Summary.Row>
            )}
          />
        )}
      </Loaded>
    </div>
  );
}
