import { useTranslation } from 'react-i18next';
import { minutesAndSeconds } from '../../shared/format.ts';
import { QrCode } from '../../shared/qr-code.tsx';
import { useSeconds } from '../../shared/use-seconds.ts';
import type { PhoneApproval } from '../../views.ts';
import type { DeskHandle } from '../desk/use-desk.ts';

interface ApprovalProps {
  desk: DeskHandle;
  approval: PhoneApproval;
}

/** A QR for a phone, for as long as it is good; then, or when it is refused, why and the way back. */
export function Approval({ desk, approval }: ApprovalProps) {
  const { t } = useTranslation();
  const seconds = useSeconds(desk.receivedAtMs + approval.expiresInMs);
  const state = approval.state === 'waiting' && seconds === 0 ? 'expired' : approval.state;
  const cancel = () => desk.act({ act: 'cancel-approval' });
  return (
    <section className="sign-in-card" data-testid="approval" data-state={state}>
      <h2>{t('desk.signIn.phoneTitle')}</h2>
      {state === 'waiting' ? (
        <>
          {approval.url ? (
            <QrCode text={approval.url} label={t('desk.signIn.phoneTitle')} id="qr" />
          ) : (
            <p className="banner is-warning">{t('desk.signIn.noAddress')}</p>
          )}
          <p>{t('desk.signIn.phoneText')}</p>
          <p className="big-number number" data-testid="approval-left">
            {minutesAndSeconds(seconds)}
          </p>
        </>
      ) : (
        <p className="banner is-warning" role="alert">
          {t(`desk.signIn.phone.${state}`)}
        </p>
      )}
      <div className="sign-in-more">
        {state === 'expired' && (
          <button
            type="button"
            className="is-main"
            data-testid="approval-again"
            disabled={desk.busy !== null || desk.lost}
            onClick={() => desk.act({ act: 'ask-approval' })}
          >
            {t('desk.signIn.phoneAgain')}
          </button>
        )}
        <button
          type="button"
          data-testid="approval-cancel"
          disabled={desk.busy !== null || desk.lost}
          onClick={cancel}
        >
          {t('desk.signIn.phoneCancel')}
        </button>
      </div>
    </section>
  );
}
