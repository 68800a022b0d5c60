// What is wrong in the fleet: now, with one cause as one thing, and everything there ever was.
import { Table, type TableColumnsType, Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { AlarmGroup } from '../../../alarms/alarm-groups.ts';
import type { AlarmCounts } from '../../../alarms/alarms.ts';
import { dayTimeOf } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { regionName } from '../../shared/region-names.ts';
import { useApi } from '../../shared/use-api.ts';
import { AlarmActs } from './alarm-acts.tsx';
import { AlarmTable } from './alarm-table.tsx';
import { SeverityMark, useAlarmName } from './marks.tsx';

interface GroupRow extends Omit<AlarmGroup, 'counters'> {
  counters: { id: string; name: string }[];
  counterCount: number;
}

const everyMs = 10_000;

export default function AlarmsPage() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const counts = useApi<AlarmCounts>('/api/alarms/counts', {}, { everyMs });
  return (
    <PageFrame
      title={t('fleet.alarms.title')}
      description={counts.data && t('fleet.alarms.openCount', { ...counts.data })}
    >
      <Tabs
        activeKey={params.get('tab') ?? 'now'}
        onChange={(tab) => setParams({ tab }, { replace: true })}
        destroyOnHidden
        items={[
          {
            key: 'now',
            label: <span data-testid="alarms-now">{t('fleet.alarms.groups')}</span>,
            children: <Groups />,
          },
          {
            key: 'all',
            label: <span data-testid="alarms-all">{t('fleet.alarms.history')}</span>,
            children: <AlarmTable />,
          },
        ]}
      />
    </PageFrame>
  );
}

function Groups() {
  const { t } = useTranslation();
  const query = useApi<{ rows: GroupRow[] }>('/api/alarms/groups', {}, { everyMs });
  const columns = useGroupColumns();
  return (
    <Loaded query={query} isEmpty={({ rows }) => rows.length === 0} empty={t('fleet.alarms.empty')}>
      {({ rows }) => (
        <div className="panel">
          <Table<GroupRow>
            size="small"
            rowKey="key"
            dataSource={rows}
            columns={columns}
            scroll={{ x: 'max-content' }}
            pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
            onRow={() => ({ 'data-testid': 'alarm-group' }) as object}
            expandable={{
              rowExpandable: ({ counterCount }) => counterCount > 1,
              expandedRowRender: ({ counters }) => (
                <p style={{ display: 'flex', flexWrap: 'wrap', gap: '4px 16px' }}>
                  {counters.map(({ id, name }) => (
                    <Link key={id} to={`/counters/${id}?tab=alarms`}>
                      {name}
                    </Link>
                  ))}
                </p>
              ),
            }}
          />
        </div>
      )}
    </Loaded>
  );
}

function useGroupColumns(): TableColumnsType<GroupRow> {
  const { t } = useTranslation();
  const name = useAlarmName();
  const title = (key: string) => t(`fleet.alarms.${key}`);
  return [
    { title: title('severity'), render: (_, { severity }) => <SeverityMark severity={severity} /> },
    { title: title('code'), render: (_, { code }) => name(code) },
    { title: title('place'), render: (_, row) => <Place row={row} /> },
    { title: title('raisedAt'), render: (_, { firstRaisedAtMs }) => dayTimeOf(firstRaisedAtMs) },
    { title: title('acknowledged'), render: (_, { acknowledged, ids }) => `${acknowledged} / ${ids.length}` },
    {
      title: '',
      render: (_, { ids, acknowledged }) => (
        <AlarmActs ids={ids} isAcknowledged={acknowledged === ids.length} />
      ),
    },
  ];
}

function Place({ row: { place, counters, counterCount } }: { row: GroupRow }) {
  const { t } = useTranslation();
  const [first] = counters;
  if (place.kind === 'counter' && first)
    return <Link to={`/counters/${first.id}?tab=alarms`}>{first.name}</Link>;
  return (
    <>
      {place.kind === 'banner' ? regionName(place.name) : place.name}{' '}
      <b>{t('fleet.alarms.counters', { count: counterCount })}</b>
    </>
  );
}
