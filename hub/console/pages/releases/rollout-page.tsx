// Which counters have which catalog version, as their journals say.
import { Progress, type TableColumnsType, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RolloutCounter, RolloutView } from '../../../releases/rollout.ts';
import { dayTimeOf } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { regionName } from '../../shared/region-names.ts';
import { ServerTable } from '../../shared/server-table.tsx';
import { useApi } from '../../shared/use-api.ts';

const everyMs = 10_000;

export default function RolloutPage() {
  const { t } = useTranslation();
  const query = useApi<RolloutView>('/api/catalog/rollout', {}, { everyMs });
  const newest = query.data?.version ?? 0;
  const columns: TableColumnsType<RolloutCounter> = [
    {
      title: t('releases.counter'),
      render: (_, { id, name }) => (
        <Link to={`/counters/${id}`}>
          {name} <span className="hint">{id}</span>
        </Link>
      ),
    },
    {
      title: t('releases.place'),
      render: (_, { league, banner }) => `${regionName(league)} ${regionName(banner)}`,
    },
    {
      title: t('releases.counterVersion'),
      render: (_, { version }) => (
        <Tag color={version >= newest ? 'green' : 'orange'}>
          {version === 0 ? t('releases.never') : version}
        </Tag>
      ),
    },
    {
      title: t('releases.appliedAt'),
      render: (_, { appliedAtMs }) => (appliedAtMs === 0 ? '' : dayTimeOf(appliedAtMs)),
    },
    {
      title: t('releases.sellsUntil'),
      render: (_, { sellsUntilMs }) => (sellsUntilMs === 0 ? '' : dayTimeOf(sellsUntilMs)),
    },
  ];
  const hint = query.data && {
    version: newest,
    done: query.data.upToDate,
    total: query.data.counters,
  };
  return (
    <PageFrame
      title={t('releases.rollout')}
      description={hint && <span data-testid="rollout-hint">{t('releases.rolloutHint', hint)}</span>}
    >
      <div className="panel pad">
        <Loaded query={query} isEmpty={({ counters }) => counters === 0} empty={t('releases.rolloutEmpty')}>
          {({ versions, counters }) =>
            versions.map(({ version, counters: count }) => (
              <div key={version} data-testid="rollout-version">
                {version === 0 ? t('releases.never') : `${t('releases.version')} ${version}`} ·{' '}
                {t('releases.counterCount', { count })}
                <Progress
                  percent={Math.floor((count / counters) * 100)}
                  size="small"
                  strokeColor={version >= newest ? '#2e7d4f' : '#b26a00'}
                />
              </div>
            ))
          }
        </Loaded>
      </div>
      <ServerTable<RolloutCounter>
        path="/api/catalog/rollout/counters"
        columns={columns}
        rowKey="id"
        everyMs={everyMs}
        filters={[
          {
            name: 'behind',
            label: t('releases.behind'),
            options: [{ value: '1', label: t('releases.onlyBehind') }],
          },
        ]}
        empty={t('releases.rolloutEmpty')}
      />
    </PageFrame>
  );
}
