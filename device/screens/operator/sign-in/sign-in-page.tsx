import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { minutesAndSeconds } from '../../shared/format.ts';
import { useSeconds } from '../../shared/use-seconds.ts';
import type { DeskHandle, SignedOut } from '../desk/use-desk.ts';
import { Approval } from './approval.tsx';
import { Enrolment } from './enrolment.tsx';
import { PinForm } from './pin-form.tsx';

interface SignInPageProps {
  desk: DeskHandle;
  view: SignedOut;
}

/** Lets somebody in: by number and PIN, by badge and PIN, or by a phone (SCR-65). */
export function SignInPage({ desk, view }: SignInPageProps) {
  const { t } = useTranslation();
  const [isEnrolling, setEnrolling] = useState(false);
  const { enrolment, approval } = view;
  const isNeeded = enrolment !== null && enrolment.state !== 'done';
  if (isNeeded && (isEnrolling || view.noAccounts)) {
    return (
      <Enrolment desk={desk} enrolment={enrolment} onBack={isEnrolling ? () => setEnrolling(false) : null} />
    );
  }
  return (
    <main className="sign-in" data-testid="sign-in">
      {isNeeded && (
        <button
          type="button"
          className="banner"
          data-testid="to-enrolment"
          onClick={() => setEnrolling(true)}
        >
          {t('desk.enrol.needed')}
        </button>
      )}
      {view.noAccounts && <p className="banner is-warning">{t('desk.signIn.noAccounts')}</p>}
      {approval ? (
        <Approval desk={desk} approval={approval} />
      ) : view.lockedForMs > 0 ? (
        <Locked desk={desk} untilMs={desk.receivedAtMs + view.lockedForMs} />
      ) : (
        <PinForm desk={desk} triesLeft={view.triesLeft} isOff={view.noAccounts} />
      )}
    </main>
  );
}

/** Whoever guesses PINs keeps no phone out: what a phone approves is no PIN (OPR-6). */
function Locked({ desk, untilMs }: { desk: DeskHandle; untilMs: number }) {
  const { t } = useTranslation();
  const seconds = useSeconds(untilMs);
  return (
    <section className="sign-in-card is-locked" role="alert" data-testid="locked-out">
      <h2>{t('desk.signIn.lockedTitle')}</h2>
      <p className="big-number number" data-testid="locked-left">
        {minutesAndSeconds(seconds)}
      </p>
      <p>{t('desk.signIn.lockedText')}</p>
      <div className="sign-in-more">
        <button
          type="button"
          data-testid="by-phone"
          disabled={desk.busy !== null || desk.lost}
          onClick={() => desk.act({ act: 'ask-approval' })}
        >
          {t('desk.signIn.byPhone')}
        </button>
      </div>
    </section>
  );
}
