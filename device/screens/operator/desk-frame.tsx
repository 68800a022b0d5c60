import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LanguageSwitch } from '../shared/language-switch.tsx';
import { CashPage } from './cash/cash-page.tsx';
import { PendingPage } from './cash/pending-page.tsx';
import {
  type DeskContext,
  DeskContextValue,
  type DeskHandle,
  type DeskPage,
  type SignedIn,
} from './desk/use-desk.ts';
import { HomePage } from './home/home-page.tsx';
import { IdleClock } from './idle-clock.tsx';
import { MachinePage } from './machine/machine-page.tsx';
import { PlanogramPage } from './planogram/planogram-page.tsx';
import { RecordsPage } from './records/records-page.tsx';
import { TicketsPage } from './records/tickets-page.tsx';
import { RestockPage } from './restock/restock-page.tsx';

const pages: Record<DeskPage, () => React.JSX.Element> = {
  home: HomePage,
  restock: RestockPage,
  planogram: PlanogramPage,
  cash: CashPage,
  machine: MachinePage,
  records: RecordsPage,
  tickets: TicketsPage,
  pending: PendingPage,
};

interface DeskFrameProps {
  desk: DeskHandle;
  view: SignedIn;
}

/** Who is signed in, the way home and the way out, around the page that is open. */
export function DeskFrame({ desk, view }: DeskFrameProps) {
  const { t } = useTranslation();
  const [page, go] = useState<DeskPage>('home');
  const context = useMemo<DeskContext>(
    () => ({ desk, view, can: (permission) => view.may.includes(permission), go }),
    [desk, view],
  );
  const Page = pages[page];
  return (
    <DeskContextValue value={context}>
      <div className="desk" data-testid="desk" data-page={page}>
        <header className="bar">
          {page === 'home' ? (
            <h1>{t('desk.title')}</h1>
          ) : (
            <button type="button" className="bar-home" data-testid="go-home" onClick={() => go('home')}>
              <span aria-hidden="true">‹</span> {t('desk.home')}
            </button>
          )}
          <p className="bar-who">
            <b>{view.name}</b>
            <span>{t(`desk.roles.${view.role}`)}</span>
          </p>
          <LanguageSwitch />
          <IdleClock desk={desk} view={view} />
        </header>
        {desk.lost && (
          <p className="banner is-warning" role="alert" data-testid="lost">
            {t('lost')}
          </p>
        )}
        <FromHub view={view} />
        <main className="desk-page" key={page}>
          {page !== 'home' && <h1>{t(`desk.pages.${page}`)}</h1>}
          <Page />
        </main>
      </div>
    </DeskContextValue>
  );
}

/** CMD-9, ROLL-9: who looks on from the hub, and what it wants to stand where. */
function FromHub({ view }: { view: SignedIn }) {
  const { t } = useTranslation();
  const { help, wanted = [] } = view.view;
  return (
    <>
      {help && (
        <p className="banner is-warning" role="status" data-testid="help-notice">
          {t('desk.helpOpen', { by: help.by })}
        </p>
      )}
      {wanted.length > 0 && (
        <p className="banner is-warning" data-testid="wanted">
          {t('desk.wanted')}{' '}
          {wanted
            .slice(0, 6)
            .map(({ slot, name }) => `${t('shelf.slot', { slot })} ${name}`)
            .join(' · ')}
          {wanted.length > 6 && ` … +${wanted.length - 6}`}
        </p>
      )}
    </>
  );
}
