// The operator's page: lets a person in, shows what the counter knows, and passes on what is asked of it (SCR-60).
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LanguageSwitch } from '../shared/language-switch.tsx';
import { useIdle } from '../shopper/use-idle.ts';
import { type DeskHandle, useDesk } from './desk/use-desk.ts';
import { DeskFrame } from './desk-frame.tsx';
import { ProblemDialog } from './parts/problem-dialog.tsx';
import { SignInPage } from './sign-in/sign-in-page.tsx';

/** Nobody signs in: the screen goes back to the shoppers. */
const backToShoppersMs = 60_000;

export function App() {
  const desk = useDesk();
  const { t } = useTranslation();
  const { view, problem } = desk;
  useEffect(() => {
    const stop = (event: Event) => event.preventDefault();
    document.addEventListener('contextmenu', stop);
    return () => document.removeEventListener('contextmenu', stop);
  }, []);
  return (
    <>
      {view?.state === 'signed-in' ? (
        <DeskFrame key={view.operator} desk={desk} view={view} />
      ) : (
        <Outside desk={desk} />
      )}
      {problem && view && <ProblemDialog problem={problem} onClose={desk.forgetProblem} />}
      {!view && !desk.lost && <p role="status">{t('loading')}</p>}
    </>
  );
}

function Outside({ desk }: { desk: DeskHandle }) {
  const { t } = useTranslation();
  const [leavingTo, leaveTo] = useState<string | null>(null);
  const isWaiting =
    desk.view?.state === 'signed-out' && desk.view.enrolment === null && !desk.view.noAccounts;
  useIdle(backToShoppersMs, () => isWaiting && leaveTo('/'));
  useEffect(() => {
    if (leavingTo) location.assign(leavingTo);
  }, [leavingTo]);
  return (
    <div className="outside">
      <header className="bar">
        <h1>{t('desk.title')}</h1>
        <a className="button" href="/">
          {t('operator.toShopper')}
        </a>
        <LanguageSwitch />
      </header>
      {desk.lost && (
        <p className="banner is-warning" role="alert" data-testid="lost">
          {t('lost')}
        </p>
      )}
      {desk.view?.state === 'signed-out' && <SignInPage desk={desk} view={desk.view} />}
    </div>
  );
}
