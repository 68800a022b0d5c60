// What a counter should be set to, from where that comes, and what it says it is.
import { Alert, Button, Popconfirm, Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Loaded } from '../../shared/loaded.tsx';
import { useSession } from '../../shared/session.tsx';
import { useAct, useApi } from '../../shared/use-api.ts';
import type { CounterDetail } from './counter-types.ts';
import { type Change, SettingsForm } from './settings-form.tsx';

interface View {
  fleet: Change;
  own: Change;
  desired: { version: number; at: number } | null;
  reported: {
    version: number;
    refused?: { version: number; reason: string };
    agentVersion: string;
    slots: number;
  } | null;
}

export default function SettingsTab({ counter }: { counter: CounterDetail }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const path = `/api/counters/${counter.id}/settings`;
  const query = useApi<View>(path, {}, { everyMs: 15_000 });
  const defaults = useApi<{ defaults: Change }>('/api/fleet/settings');
  return (
    <Loaded query={query}>
      {(view) => {
        const effective = { ...defaults.data?.defaults, ...view.fleet, ...view.own };
        return (
          <>
            <Reported view={view} />
            <div className="panel">
              <Sources view={view} effective={effective} path={path} />
            </div>
            {can('counter.configure') && defaults.data && (
              <div className="panel pad">
                <h2 style={{ fontSize: 15, marginBottom: 8 }}>{t('fleet.settings.own')}</h2>
                <SettingsForm path={path} effective={effective} />
              </div>
            )}
          </>
        );
      }}
    </Loaded>
  );
}

function Reported({ view: { desired, reported } }: { view: View }) {
  const { t } = useTranslation();
  if (!reported)
    return <Alert type="info" showIcon className="failed" title={t('fleet.settings.notReported')} />;
  const isSame = !desired || desired.version === reported.version;
  return (
    <div data-testid="settings-reported">
      <Alert
        type={isSame ? 'success' : 'warning'}
        showIcon
        className="failed"
        title={t(isSame ? 'fleet.settings.inForce' : 'fleet.settings.pending', {
          version: reported.version,
          desired: desired?.version,
          reported: reported.version,
        })}
        description={t('fleet.settings.agent', { version: reported.agentVersion, slots: reported.slots })}
      />
      {reported.refused && (
        <Alert
          type="error"
          showIcon
          className="failed"
          title={t('fleet.settings.refused', reported.refused)}
        />
      )}
    </div>
  );
}

const sourceColours = { default: 'default', fleet: 'blue', own: 'gold' } as const;

interface SourcesProps {
  view: View;
  effective: Change;
  path: string;
}

function Sources({ view, effective, path }: SourcesProps) {
  const { t, i18n } = useTranslation();
  const { can } = useSession();
  const { act, busy } = useAct();
  const takeBack = (name: string) =>
    act('delete', `${path}/${name}`, undefined, {
      done: t('fleet.settings.takenBack'),
      refresh: [path],
    });
  const one = (value: unknown): string => {
    if (value === null || (Array.isArray(value) && value.length === 0)) return t('fleet.none');
    if (typeof value === 'boolean') return t(value ? 'fleet.yes' : 'fleet.no');
    if (Array.isArray(value)) return value.map(one).join(', ');
    const key = ['methods', 'fleet.settings.modes']
      .map((path) => `${path}.${String(value)}`)
      .find((path) => i18n.exists(path));
    return key && typeof value === 'string' ? t(key) : String(value);
  };
  const words = (value: unknown): string =>
    value && typeof value === 'object' && !Array.isArray(value)
      ? Object.entries(value)
          .map(([name, inner]) => `${t(`fleet.settings.fields.${name}`)}: ${one(inner)}`)
          .join(' · ')
      : one(value);
  const rows = Object.entries(effective).map(([name, value]) => ({
    name,
    value,
    source: (name in view.own
      ? 'own'
      : name in view.fleet
        ? 'fleet'
        : 'default') as keyof typeof sourceColours,
  }));
  return (
    <Table
      size="small"
      rowKey="name"
      dataSource={rows}
      pagination={false}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: t('fleet.settings.name'), render: (_, { name }) => t(`fleet.settings.fields.${name}`) },
        {
          title: t('fleet.settings.effective'),
          render: (_, { value }) => words(value),
        },
        {
          title: '',
          render: (_, { name, source }) => (
            <>
              <Tag color={sourceColours[source]}>{t(`fleet.settings.source.${source}`)}</Tag>
              {source === 'own' && can('counter.configure') && (
                <Popconfirm title={t('fleet.settings.takeBackAsk')} onConfirm={() => takeBack(name)}>
                  <Button size="small" type="link" disabled={busy} data-testid={`take-back-${name}`}>
                    {t('fleet.settings.takeBack')}
                  </Button>
                </Popconfirm>
              )}
            </>
          ),
        },
      ]}
    />
  );
}
