// One counter: what it is, what stands in it, what it sells, what it wrote, what is wrong with it.
import { Alert, Tabs } from 'antd';
import { type ComponentType, lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { Loaded } from '../../shared/loaded.tsx';
import { PageFrame } from '../../shared/page-frame.tsx';
import { regionName } from '../../shared/region-names.ts';
import { useSession } from '../../shared/session.tsx';
import { useApi } from '../../shared/use-api.ts';
import type { CounterDetail } from './counter-types.ts';
import { FreshnessMark, OnlineMark, StatusMark } from './marks.tsx';
import { OverviewTab } from './overview-tab.tsx';

type Tab = ComponentType<{ counter: CounterDetail }>;

const SlotsTab = lazy(() => import('./slots-tab.tsx'));
const SalesTab = lazy(() => import('./sales-tab.tsx'));
const JournalTab = lazy(() => import('./journal-tab.tsx'));
const AlarmsTab = lazy(() => import('./alarms-tab.tsx'));
const SettingsTab = lazy(() => import('./settings-tab.tsx'));
const PeopleTab = lazy(() => import('./people-tab.tsx'));
const CasesTab = lazy(() => import('./cases-tab.tsx'));
const EnrolmentTab = lazy(() => import('./enrolment-tab.tsx'));

/** Filled by the slice of commands; without it there is no such tab. */
const commandModules = import.meta.glob<{ default: ComponentType<{ counter: string }> }>(
  '../commands/counter-commands.tsx',
);
const [loadCommands] = Object.values(commandModules);
const Commands = loadCommands && lazy(loadCommands);
const CommandsTab: Tab | undefined = Commands && (({ counter: { id } }) => <Commands counter={id} />);

export default function CounterPage() {
  const { id = '' } = useParams();
  const query = useApi<CounterDetail>(
    `/api/fleet/counters/${encodeURIComponent(id)}`,
    {},
    { everyMs: 10_000 },
  );
  const counter = query.data;
  return (
    <PageFrame
      title={counter?.name ?? id}
      back="/counters"
      description={
        counter && (
          <span data-testid="counter-head">
            {counter.id} · {regionName(counter.banner)} · {counter.operatingCompany}{' '}
            <StatusMark status={counter.status} />
            <OnlineMark online={counter.online} />
            <FreshnessMark freshness={counter.freshness} />
          </span>
        )
      }
    >
      <Loaded query={query}>{(detail) => <CounterTabs counter={detail} />}</Loaded>
    </PageFrame>
  );
}

function CounterTabs({ counter }: { counter: CounterDetail }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const [params, setParams] = useSearchParams();
  const tabs: [string, Tab | undefined | false][] = [
    ['overview', OverviewTab],
    ['slots', SlotsTab],
    ['sales', SalesTab],
    ['journal', (can('statistics.lines') || can('counter.configure')) && JournalTab],
    ['alarms', AlarmsTab],
    ['commands', can('counter.command') && CommandsTab],
    ['settings', SettingsTab],
    ['operators', PeopleTab],
    ['cases', CasesTab],
    ['enrolment', EnrolmentTab],
  ];
  const shown = tabs.filter((tab): tab is [string, Tab] => Boolean(tab[1]));
  return (
    <>
      {counter.suspensions.map(({ id, reason }) => (
        <Alert
          key={id}
          type="error"
          showIcon
          className="failed"
          title={t('fleet.overview.suspension', { reason })}
          data-testid="counter-suspended"
        />
      ))}
      {counter.cloneSuspectedAtMs !== null && (
        <Alert type="error" showIcon className="failed" title={t('fleet.overview.clone')} />
      )}
      <Tabs
        activeKey={params.get('tab') ?? 'overview'}
        onChange={(tab) => setParams({ tab }, { replace: true })}
        destroyOnHidden
        items={shown.map(([key, Content]) => ({
          key,
          label: <span data-testid={`tab-${key}`}>{t(`fleet.tabs.${key}`)}</span>,
          children: (
            <Suspense fallback={<div className="waiting" aria-busy />}>
              <Content counter={counter} />
            </Suspense>
          ),
        }))}
      />
    </>
  );
}
