// The effective-at ledger: one row a counter; and the sales with their journal lines.
import { Segmented, type TableColumnsType, Tag } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EffectRow, WindowSale } from '../../../sanctions/effect-ledger.ts';
import { dayTimeOf, whole, yuan } from '../../shared/format.ts';
import { ServerTable } from '../../shared/server-table.tsx';

const colors: Record<EffectRow['state'], string> = {
  confirmed: 'green',
  reachable: 'gold',
  unreachable: 'red',
  red: 'default',
};
type SoldLine = WindowSale & { id: string; product: string };
const states = ['confirmed', 'reachable', 'unreachable', 'red', 'stock', 'sales', 'after'] as const;

export function EffectTables({ id }: { id: string }) {
  const { t } = useTranslation();
  const [view, setView] = useState<'counters' | 'sales'>('counters');
  const extra = (
    <Segmented
      value={view}
      options={(['counters', 'sales'] as const).map((value) => ({
        value,
        label: <span data-testid={`effect-view-${value}`}>{t(`supervision.views.${value}`)}</span>,
      }))}
      onChange={setView}
    />
  );
  return view === 'counters' ? <Counters id={id} extra={extra} /> : <Sales id={id} extra={extra} />;
}

interface Props {
  id: string;
  extra: ReactNode;
}

function Counters({ id, extra }: Props) {
  const { t } = useTranslation();
  const time = (ms: number | null) => (ms === null || ms === 0 ? '–' : dayTimeOf(ms));
  const columns: TableColumnsType<EffectRow> = [
    {
      key: 'counter',
      title: t('supervision.effects.counter'),
      sorter: true,
      render: (_, { counter, counterName }) => (
        <>
          {counterName}
          <div className="hint">{counter}</div>
        </>
      ),
    },
    {
      key: 'state',
      title: t('supervision.state'),
      render: (_, { state }) => <Tag color={colors[state]}>{t(`supervision.effects.${state}`)}</Tag>,
    },
    {
      key: 'confirmedAtMs',
      title: t('supervision.effects.confirmedAt'),
      sorter: true,
      render: (_, { confirmedAtMs }) => time(confirmedAtMs),
    },
    {
      key: 'canSellUntilMs',
      title: t('supervision.effects.canSellUntil'),
      sorter: true,
      render: (_, { state, canSellUntilMs }) => (state === 'confirmed' ? '–' : time(canSellUntilMs)),
    },
    {
      key: 'packages',
      title: t('supervision.effects.packages'),
      sorter: true,
      align: 'right',
      render: (_, { packages }) => whole(packages),
    },
    {
      key: 'sales',
      title: t('supervision.effects.salesBefore'),
      sorter: true,
      align: 'right',
      render: (_, { sales, salesFen }) => (sales === 0 ? '0' : `${whole(sales)} · ${yuan(salesFen)}`),
    },
    { key: 'after', title: t('supervision.effects.salesAfter'), dataIndex: 'salesAfter', align: 'right' },
    {
      key: 'refused',
      title: t('supervision.effects.refused'),
      sorter: true,
      align: 'right',
      render: (_, { refused, lastRefusedAtMs }) =>
        refused === 0 ? '0' : `${whole(refused)} · ${time(lastRefusedAtMs)}`,
    },
  ];
  const options = states.map((value) => ({ value, label: t(`supervision.effects.${value}`) }));
  return (
    <ServerTable<EffectRow>
      path={`/api/supervision/sanctions/${id}/counters`}
      rowKey="counter"
      rowTestId="effect-row"
      columns={columns}
      filters={[{ name: 'state', label: t('supervision.state'), options }]}
      everyMs={5000}
      extra={extra}
      empty={t('supervision.noCounters')}
    />
  );
}

function Sales({ id, extra }: Props) {
  const { t } = useTranslation();
  const columns: TableColumnsType<SoldLine> = [
    { key: 'at', title: t('supervision.effects.soldAt'), render: (_, { atMs }) => dayTimeOf(atMs) },
    { key: 'counter', title: t('supervision.effects.counter'), dataIndex: 'counterName' },
    { key: 'product', title: t('supervision.targets.product'), dataIndex: 'product' },
    { key: 'lot', title: t('supervision.lots'), dataIndex: 'lot' },
    { key: 'price', title: t('supervision.effects.price'), render: (_, { priceFen }) => yuan(priceFen) },
    {
      key: 'line',
      title: t('supervision.effects.line'),
      render: (_, { counter, journal, seq, order }) => (
        <a href={`/r/${counter}/${order}`} target="_blank" rel="noreferrer">
          {journal} · {seq}
        </a>
      ),
    },
    {
      key: 'after',
      title: t('supervision.state'),
      render: (_, { isAfter }) =>
        isAfter ? <Tag color="red">{t('supervision.effects.after')}</Tag> : t('supervision.effects.sales'),
    },
  ];
  return (
    <ServerTable<SoldLine>
      path={`/api/supervision/sanctions/${id}/sales`}
      rowKey="id"
      columns={columns}
      hasSearch={false}
      extra={extra}
      empty={t('supervision.noSales')}
    />
  );
}
