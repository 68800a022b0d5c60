import { Alert, Button, Input, Popconfirm, Radio, Space, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { earlierFen, type SettledRow } from '../../../money/settlement.ts';
import { dayTimeOf, whole } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useSession } from '../../shared/session.tsx';
import { useAct, useApi } from '../../shared/use-api.ts';
import { fen } from './money-columns.tsx';
import { Exports } from './period.tsx';

interface Shown {
  settled: { at: number; name: string } | null;
  rows: SettledRow[];
}
const bys = ['supplier', 'operatingCompany'] as const;
const monthNow = () => new Date(Date.now() + 28_800_000).toISOString().slice(0, 7);

export default function SettlementsPage() {
  const { t } = useTranslation();
  const { can } = useSession();
  const { act, busy } = useAct();
  const [params, setParams] = useSearchParams();
  const month = params.get('month') ?? monthNow();
  const by = params.get('by') === 'operatingCompany' ? 'operatingCompany' : 'supplier';
  const set = (change: Record<string, string>) => setParams({ month, by, ...change }, { replace: true });
  const query = useApi<Shown>('/api/money/settlements', { month, by });
  const settle = () =>
    void act(
      'post',
      '/api/money/settlements',
      { month, by },
      { done: t('money.settled'), refresh: ['/api/money/settlements'] },
    );
  return (
    <PageFrame
      title={t('money.settlements')}
      description={t('money.settlementsAbout')}
      extra={<Exports path="/api/money/settlements" extra={{ month, by }} />}
    >
      <Space wrap className="panel">
        <Input
          type="month"
          aria-label={t('money.month')}
          value={month}
          onChange={({ target }) => target.value && set({ month: target.value })}
          data-testid="settlement-month"
        />
        <Radio.Group
          aria-label={t('money.by')}
          value={by}
          options={bys.map((value) => ({ value, label: t(`money.bys.${value}`) }))}
          onChange={({ target }) => set({ by: target.value as string })}
        />
        {can('money.settle') && query.data && !query.data.settled && (
          <Popconfirm title={t('money.settleSure')} onConfirm={settle}>
            <Button type="primary" loading={busy} disabled={month >= monthNow()} data-testid="settle">
              {t('money.settle')}
            </Button>
          </Popconfirm>
        )}
      </Space>
      <Loaded query={query} isEmpty={({ rows }) => rows.length === 0} empty={t('money.none')}>
        {({ rows, settled }) => (
          <>
            <Alert
              type={settled ? 'success' : 'info'}
              title={
                settled
                  ? t('money.settledBy', { name: settled.name, at: dayTimeOf(settled.at) })
                  : t('money.live')
              }
            />
            <Table<SettledRow>
              size="small"
              rowKey="key"
              dataSource={rows}
              scroll={{ x: 'max-content' }}
              columns={[
                { title: t('money.name'), dataIndex: 'name' },
                { title: t('money.sales'), render: (_, row) => whole(row.sales) },
                { title: t('money.salesFen'), render: (_, row) => fen(row.salesFen) },
                { title: t('money.earlier'), render: (_, row) => <Earlier row={row} /> },
                { title: t('money.sum'), render: (_, row) => fen(row.salesFen + earlierFen(row)) },
              ]}
            />
          </>
        )}
      </Loaded>
    </PageFrame>
  );
}

const Earlier = ({ row }: { row: SettledRow }) =>
  Object.entries(row.earlier).map(([month, amount]) => (
    <div key={month}>
      {month}: {fen(amount)}
    </div>
  ));
