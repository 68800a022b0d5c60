import { Alert, Button, Popconfirm, Steps } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { yuan } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { ServerTable } from '../../shared/server-table.tsx';
import { useAct, useApi } from '../../shared/use-api.ts';
import { PhaseTag, type RolloutShown, Share } from './rollout-words.tsx';

interface MemberRow {
  counter: string;
  counterName: string;
  group: number;
  state: 'pending' | 'sent' | 'ok' | 'failed' | 'missed' | 'giving-back' | 'given-back';
  reason: string | null;
}

const actsIn = {
  running: ['pause', 'abort', 'roll-back'],
  paused: ['resume', 'abort', 'roll-back'],
  finished: ['roll-back'],
  aborted: ['roll-back'],
  'rolling-back': [],
  'rolled-back': [],
} as const;
const stepOf = { running: 'process', paused: 'error', finished: 'finish' } as const;
const states = ['pending', 'sent', 'ok', 'failed', 'missed', 'given-back'] as const;

export default function RolloutPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const query = useApi<RolloutShown>(`/api/rollouts/${id}`, {}, { everyMs: 2000 });
  return (
    <PageFrame
      title={query.data?.title ?? t('rollouts.title')}
      description={t('rollouts.about')}
      back="/rollouts"
      extra={query.data && <Acts rollout={query.data} />}
    >
      <Loaded query={query}>{(rollout) => <Groups rollout={rollout} />}</Loaded>
      <h3>{t('rollouts.counters')}</h3>
      <ServerTable<MemberRow>
        path={`/api/rollouts/${id}/counters`}
        rowKey="counter"
        everyMs={4000}
        filters={[
          {
            name: 'state',
            label: t('rollouts.state'),
            options: states.map((value) => ({ value, label: t(`rollouts.states.${value}`) })),
          },
        ]}
        columns={[
          {
            key: 'group',
            title: '#',
            sorter: true,
            render: (row: MemberRow) => t('rollouts.group', { n: row.group + 1 }),
          },
          {
            key: 'counter',
            title: t('rollouts.counter'),
            sorter: true,
            render: (row: MemberRow) => <Link to={`/counters/${row.counter}`}>{row.counterName}</Link>,
          },
          {
            key: 'state',
            title: t('rollouts.state'),
            sorter: true,
            render: (row: MemberRow) => t(`rollouts.states.${row.state}`),
          },
          { key: 'reason', title: t('rollouts.reason'), render: (row: MemberRow) => row.reason },
        ]}
      />
    </PageFrame>
  );
}

function Acts({ rollout }: { rollout: RolloutShown }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  return actsIn[rollout.state.phase].map((name) => (
    <Popconfirm
      key={name}
      title={t('rollouts.sure')}
      onConfirm={() =>
        void act('post', `/api/rollouts/${rollout.id}/${name}`, {}, { refresh: ['/api/rollouts'] })
      }
    >
      <Button
        danger={name === 'abort' || name === 'roll-back'}
        loading={busy}
        data-testid={`rollout-${name}`}
      >
        {t(`rollouts.${name}`)}
      </Button>
    </Popconfirm>
  ));
}

function Groups({ rollout }: { rollout: RolloutShown }) {
  const { t } = useTranslation();
  const { state, rules, groups } = rollout;
  return (
    <div className="panel" data-testid="rollout-groups">
      <p>
        <PhaseTag phase={state.phase} /> {t(`rollouts.kinds.${rollout.content.kind}`)} ·{' '}
        <Content rollout={rollout} />
      </p>
      <p className="hint">
        {t('rollouts.rules', {
          success: rules.successPercent,
          error: rules.errorPercent,
          watch: Math.round(rules.watchMs / 60_000),
          within: Math.round(rules.withinMs / 3_600_000),
        })}
      </p>
      {state.pausedWhy && (
        <Alert type="warning" showIcon title={t(`rollouts.pausedWhy.${state.pausedWhy}`)} />
      )}
      <Steps
        size="small"
        current={state.phase === 'finished' ? groups.length : state.group}
        status={state.phase in stepOf ? stepOf[state.phase as keyof typeof stepOf] : 'wait'}
        items={groups.slice(0, 20).map((counts, index) => ({
          title: t('rollouts.group', { n: index + 1 }),
          content: <Share counts={counts} />,
        }))}
      />
    </div>
  );
}

function Content({ rollout: { content } }: { rollout: RolloutShown }) {
  const { t, i18n } = useTranslation();
  if (content.kind === 'prices')
    return content.prices
      .slice(0, 10)
      .map(({ entry, priceFen }) => `${entry} ${yuan(priceFen)}`)
      .join(', ');
  if (content.kind === 'assortment')
    return content.slots
      .slice(0, 10)
      .map(({ slot, entry }) => `#${slot} ${entry}`)
      .join(', ');
  return Object.entries(content.change)
    .map(([name, value]) => {
      const key = `fleet.settings.fields.${name}`;
      return `${i18n.exists(key) ? t(key) : name} ${typeof value === 'object' ? JSON.stringify(value) : value}`;
    })
    .join(', ');
}
