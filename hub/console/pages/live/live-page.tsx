// What happens now, everywhere: sales, refusals, sanctions taking effect, the fleet.
import { Alert, Button, Skeleton } from 'antd';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dashboard } from '../../../http/views.ts';
import { useDashboard } from '../../live/use-dashboard.ts';
import { CasesPanel } from '../../panels/cases-panel.tsx';
import { CountersPanel } from '../../panels/counters-panel.tsx';
import { KeyFigures } from '../../panels/key-figures.tsx';
import { Panel } from '../../panels/panel.tsx';
import { RefusalsPanel } from '../../panels/refusals-panel.tsx';
import { SalesPanel } from '../../panels/sales-panel.tsx';
import { SanctionsPanel } from '../../panels/sanctions-panel.tsx';
import { TrafficPanel } from '../../panels/traffic-panel.tsx';
import { clockOf, dayTimeOf, whole } from '../../shared/format.ts';
import { PageFrame } from '../../shared/page-frame.tsx';
import { useSession } from '../../shared/session.tsx';

const HourChart = lazy(() => import('../../panels/hour-chart.tsx'));
const WithdrawDialog = lazy(() => import('../../dialogs/withdraw-dialog.tsx'));

export default function LivePage() {
  const { t } = useTranslation();
  const { can } = useSession();
  const { view, connection } = useDashboard();
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
  const tools = (
    <>
      <span className={`line ${connection}`} role="status" data-testid="connection">
        {t(`connection.${connection}`)}
      </span>
      {can('sanction.withdraw') && (
        <Button type="primary" danger onClick={openDialog} data-testid="withdraw-open">
          {t('app.withdraw')}
        </Button>
      )}
    </>
  );
  return (
    <PageFrame
      title={t('live.title')}
      description={view && <ListsLine view={view} />}
      extra={tools}
      isFromJournals
    >
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
      {view ? <Panels view={view} /> : <Loading />}
      <CountersPanel beat={view?.at} />
      <Suspense>
        {isWithdrawing && <WithdrawDialog view={view} onClose={() => setWithdrawing(false)} />}
      </Suspense>
    </PageFrame>
  );
}

function Panels({ view }: { view: Dashboard }) {
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
          <SanctionsPanel sanctions={view.sanctions} nowMs={view.at} />
          <RefusalsPanel refusals={view.refusals} />
          <CasesPanel count={view.cases} />
        </div>
      </div>
    </>
  );
}

function ListsLine({ view }: { view: Dashboard }) {
  const { t } = useTranslation();
  const { catalogVersion, withdrawalsVersion, entries, signedAt } = view.lists;
  const versions = { catalog: catalogVersion, withdrawals: withdrawalsVersion, entries: whole(entries) };
  return <>{t('lists.line', { ...versions, at: dayTimeOf(signedAt) })}</>;
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
