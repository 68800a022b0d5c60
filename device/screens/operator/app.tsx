// The operator's page: what the counter knows about itself, to read and nothing to press.
import { useTranslation } from 'react-i18next';
import { FreshnessBadge } from '../shared/freshness-badge.tsx';
import { LanguageSwitch } from '../shared/language-switch.tsx';
import { useLiveView } from '../shared/live-view.ts';
import { type OperatorView, screenPaths } from '../views.ts';
import { BoardSection, JournalSection, LinkSection, ListsSection } from './sections.tsx';
import { RefusalsTable, SlotsTable, TicketsTable } from './tables.tsx';

export function App() {
  const { t } = useTranslation();
  const { view, lost } = useLiveView<OperatorView>(screenPaths.operatorEvents, 'operator');
  return (
    <div className="diagnosis">
      <header>
        <h1>{t('operator.title')}</h1>
        {view && (
          <p>
            <b>{view.counter.name}</b>
            <span>{view.counter.place}</span>
            <code>{view.counter.id}</code>
            <span>
              {t('operator.agentVersion')} {view.agentVersion}
            </span>
          </p>
        )}
        <a className="button" href="/">
          {t('operator.toShopper')}
        </a>
        <LanguageSwitch />
      </header>
      {lost && (
        <p className="lost" role="alert" data-testid="lost">
          {t('lost')}
        </p>
      )}
      {view ? <Sections view={view} /> : <p role="status">{t('loading')}</p>}
    </div>
  );
}

function Sections({ view }: { view: OperatorView }) {
  return (
    <main>
      <Service view={view} />
      <SlotsTable slots={view.slots} />
      <div className="two-tables">
        <TicketsTable tickets={view.tickets} />
        <RefusalsTable refusals={view.refusals} />
      </div>
      <div className="sections">
        <BoardSection view={view} />
        <LinkSection view={view} />
        <ListsSection view={view} />
        <JournalSection view={view} />
      </div>
    </main>
  );
}

function Service({ view }: { view: OperatorView }) {
  const { t } = useTranslation();
  const { outOfService } = view;
  return (
    <section
      className={`service ${outOfService ? 'is-stopped' : ''}`}
      aria-live="polite"
      data-testid={outOfService ? 'out-of-service' : 'in-service'}
    >
      <h2>{t(outOfService ? 'outOfService.title' : 'operator.inService')}</h2>
      {outOfService && (
        <p>
          {t(`outOfService.reason.${outOfService}`)} <code>{outOfService}</code>
        </p>
      )}
      <FreshnessBadge freshness={view.freshness} />
    </section>
  );
}
