// Alarms, open and past: of all counters, or of one.
import type { TableColumnsType } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { AlarmRow } from '../../../alarms/alarm-store.ts';
import { dayTimeOf } from '../../shared/format.ts';
import { bannerNames } from '../../shared/region-names.ts';
import { ServerTable, type TableFilter } from '../../shared/server-table.tsx';
import { AlarmActs } from './alarm-acts.tsx';
import { SeverityMark, useAlarmName } from './marks.tsx';

export function AlarmTable({ counter }: { counter?: string }) {
  const { t } = useTranslation();
  return (
    <ServerTable<AlarmRow>
      path="/api/alarms"
      rowKey="id"
      columns={useColumns(counter === undefined)}
      filters={useFilters(counter === undefined)}
      hasSearch={counter === undefined}
      empty={t('fleet.alarms.emptyHistory')}
      everyMs={10_000}
      rowTestId="alarm-row"
      {...(counter === undefined ? {} : { fixed: { counter } })}
    />
  );
}

function useColumns(hasCounter: boolean): TableColumnsType<AlarmRow> {
  const { t } = useTranslation();
  const name = useAlarmName();
  const column = (key: string) => ({ key, title: t(`fleet.alarms.${key}`) });
  const counter: TableColumnsType<AlarmRow> = [
    {
      ...column('counter'),
      sorter: true,
      render: (_, row) => <Link to={`/counters/${row.counter}?tab=alarms`}>{row.counterName}</Link>,
    },
  ];
  return [
    { ...column('raisedAt'), sorter: true, render: (_, row) => dayTimeOf(row.raisedAtMs) },
    {
      ...column('severity'),
      sorter: true,
      render: (_, { severity }) => <SeverityMark severity={severity} />,
    },
    { ...column('code'), sorter: true, render: (_, { code }) => name(code) },
    ...(hasCounter ? counter : []),
    { ...column('detail'), dataIndex: 'detail' },
    {
      ...column('state'),
      render: (_, row) => (
        <>
          {t(`fleet.alarms.states.${row.state}`)}
          {row.clearedAtMs !== null && <small className="hint"> {dayTimeOf(row.clearedAtMs)}</small>}
          {row.acknowledgedAtMs !== null && (
            <div className="hint">
              {t('fleet.alarms.acknowledgedBy', {
                name: row.acknowledgedBy,
                at: dayTimeOf(row.acknowledgedAtMs),
              })}
            </div>
          )}
        </>
      ),
    },
    { ...column('assignee'), render: (_, { assignee }) => assignee ?? '—' },
    { ...column('note'), render: (_, { note }) => note ?? '—' },
    {
      key: 'acts',
      title: '',
      render: (_, row) =>
        row.state !== 'closed' && <AlarmActs ids={[row.id]} isAcknowledged={row.acknowledgedAtMs !== null} />,
    },
  ];
}

function useFilters(hasBanner: boolean): TableFilter[] {
  const { t } = useTranslation();
  const options = (values: readonly string[], words: string) =>
    values.map((value) => ({ value, label: t(`${words}.${value}`) }));
  const banner = Object.entries(bannerNames).map(([value, label]) => ({ value, label }));
  return [
    {
      name: 'state',
      label: t('fleet.alarms.state'),
      options: options(['open', 'cleared', 'closed'], 'fleet.alarms.states'),
    },
    {
      name: 'severity',
      label: t('fleet.alarms.severity'),
      options: options(['critical', 'warning', 'info'], 'fleet.alarms.severities'),
    },
    ...(hasBanner ? [{ name: 'banner', label: t('fleet.columns.banner'), options: banner }] : []),
    { name: 'acknowledged', label: t('fleet.alarms.acknowledged'), options: options(['yes', 'no'], 'fleet') },
  ];
}
