import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../shared/dialog.tsx';
import { minutesAndSeconds } from '../shared/format.ts';
import { useSeconds } from '../shared/use-seconds.ts';
import type { DeskHandle, SignedIn } from './desk/use-desk.ts';

const warnAtS = 20;
/** A hand that works keeps the session, without telling the counter of every touch. */
const stayEveryMs = 10_000;

/** The way out, the time until the page takes it by itself, and a warning before (SCR-67). */
export function IdleClock({ desk, view }: { desk: DeskHandle; view: SignedIn }) {
  const { t } = useTranslation();
  const seconds = useSeconds(desk.receivedAtMs + view.idleLeftMs);
  const signOut = () => desk.act({ act: 'sign-out' }, (problem) => problem.code === 'signed-out');
  useStayOnTouch(desk);
  useEffect(() => {
    if (seconds === 0) void signOut();
  }, [seconds === 0]);
  return (
    <>
      <button
        type="button"
        className="sign-out"
        data-testid="sign-out"
        disabled={desk.busy !== null}
        onClick={signOut}
      >
        {t('desk.signOut')}{' '}
        <small className="number" data-testid="idle-left">
          {minutesAndSeconds(seconds)}
        </small>
      </button>
      {seconds <= warnAtS && (
        <Dialog label={t('desk.idle.title')} className="sheet is-question" onClose={desk.stay}>
          <div className="sheet-frame" role="alert" data-testid="idle-warning">
            <h2>{t('desk.idle.title')}</h2>
            <p className="big-number number">{minutesAndSeconds(seconds)}</p>
            <div className="sheet-actions">
              <button type="button" data-testid="idle-leave" onClick={signOut}>
                {t('desk.signOut')}
              </button>
              <button type="button" className="is-main" data-testid="idle-stay" onClick={desk.stay}>
                {t('desk.idle.stay')}
              </button>
            </div>
          </div>
        </Dialog>
      )}
    </>
  );
}

function useStayOnTouch(desk: DeskHandle): void {
  const newest = useRef(desk);
  newest.current = desk;
  useEffect(() => {
    let lastMs = performance.now();
    function touched(): void {
      if (performance.now() - lastMs < stayEveryMs) return;
      lastMs = performance.now();
      newest.current.stay();
    }
    window.addEventListener('pointerdown', touched);
    return () => window.removeEventListener('pointerdown', touched);
  }, []);
}
