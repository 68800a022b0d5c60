// The one page: figures on top, what happens now on the left, what was stopped on the right, the fleet below.
import { Alert, ConfigProvider, type ConfigProviderProps, Skeleton } from 'antd';
import enUS from 'antd/es/locale/en_US.js';
import zhCN from 'antd/es/locale/zh_CN.js';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dashboard } from '../http/views.ts';
import { type Admin, useAdmin } from './live/use-admin.tsx';
import { useDashboard } from './live/use-dashboard.ts';
import { CasesPanel } from './panels/cases-panel.tsx';
import { CountersPanel } from './panels/counters-panel.tsx';
import { KeyFigures } from './panels/key-figures.tsx';
import { Panel } from './panels/panel.tsx';
import { RefusalsPanel } from './panels/refusals-panel.tsx';
import { SalesPanel } from './panels/sales-panel.tsx';
import { SanctionsPanel } from './panels/sanctions-panel.tsx';
import { TrafficPanel } from './panels/traffic-panel.tsx';
import { clockOf, dayTimeOf, whole } from './shared/format.ts';
import { Header } from './shared/header.tsx';
import { theme } from './shared/theme.ts';

const HourChart = lazy(() => import('./panels/hour-chart.tsx'));
const WithdrawDialog = lazy(() => import('./dialogs/withdraw-dialog.tsx'));

// The package says it is CommonJS, its es folder is not: the type checker sees a module where the bundler sees the value.
const locales = { en: enUS, zhCN } as unknown as Record<'en' | 'zhCN', ConfigProviderProps['locale']>;

export function App() {
  const { t, i18n } = useTranslation();
  const { view, connection } = useDashboard();
  const admin = useAdmin();
  const [isWithdrawing, setWithdrawing] = useState(false);
  const opener = useRef<Element>(null);
  function openDialog(): void {
    opener.current = document.activeElement;
    setWithdrawing(true);
  }
  // The keyboard goes back to where it was when the dialog closes.
  useEffect(() => {
    if (!isWithdrawing && opener.current instanceof HTMLElement) opener.current.focus();
  }, [isWithdrawing]);
  return (
    <ConfigProvider
      button={{ autoInsertSpace: false }}
      theme={theme}
      locale={i18n.language === 'en' ? locales.en : locales.zhCN}
    >
      <Header connection={connection} demo={view?.demo ?? false} onWithdraw={openDialog} />
      <main>
        {connection === 'lost' && (
          <Alert
            type="error"
            showIcon
            className="lost"
            data-testid="connection-lost"
            title={t('connection.lostTitle')}
            description={view && t('connection.lostDetail', { at: clockOf(view.at) })}
          />
        )}
        {view ? <Page view={view} admin={admin} /> : <Loading />}
        <CountersPanel beat={view?.at} />
        {view && <Footer view={view} />}
      </main>
      {admin.dialog}
      <Suspense>
        {isWithdrawing && <WithdrawDialog admin={admin} view={view} onClose={() => setWithdrawing(false)} />}
      </Suspense>
    </ConfigProvider>
  );
}

function Page({ view, admin }: { view: Dashboard; admin: Admin }) {
  const { t } = useTranslation();
  return (
    <>
      <KeyFigures view={view} />
      <div className="columns">
        <div className="stack">
          <SalesPanel sales={view.sales} />
          <Panel title={t('hours.title')}>
            <Suspense fallback={<div className="chart" />}>
              <HourChart perHour={view.perHour} />
            </Suspense>
          </Panel>
          <TrafficPanel traffic={view.refusedTraffic} />
        </div>
        <div className="stack">
          <SanctionsPanel sanctions={view.sanctions} admin={admin} nowMs={view.at} />
          <RefusalsPanel refusals={view.refusals} />
          <CasesPanel count={view.cases} />
        </div>
      </div>
    </>
  );
}

function Footer({ view }: { view: Dashboard }) {
  const { t } = useTranslation();
  const { catalogVersion, withdrawalsVersion, entries, signedAt } = view.lists;
  const versions = { catalog: catalogVersion, withdrawals: withdrawalsVersion, entries: whole(entries) };
  return (
    <footer>
      <span>{t('lists.line', { ...versions, at: dayTimeOf(signedAt) })}</span>
      <span>{t('app.footer')}</span>
    </footer>
  );
}

function Loading() {
  const { t } = useTranslation();
  return (
    <section aria-busy aria-label={t('connection.loading')} data-testid="loading">
      <div className="figures">
        {['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((key) => (
          <div className="figure" key={key}>
            <Skeleton active title={false} paragraph={{ rows: 2 }} />
          </div>
        ))}
      </div>
      <div className="columns">
        <div className="panel pad">
          <Skeleton active paragraph={{ rows: 8 }} />
        </div>
        <div className="panel pad">
          <Skeleton active paragraph={{ rows: 4 }} />
        </div>
      </div>
    </section>
  );
}
