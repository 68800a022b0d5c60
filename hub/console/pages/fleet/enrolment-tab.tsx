// The machine of a counter: its certificate, a claim for a new one, the end of its service.
import { App, Button, Descriptions, Modal, QRCode } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dayTimeOf } from '../../shared/format.ts';
import { useSession } from '../../shared/session.tsx';
import { useAct } from '../../shared/use-api.ts';
import type { CounterDetail } from './counter-types.ts';
import { ReasonDialog } from './reason-dialog.tsx';

interface Claim {
  claim: string;
  expiresAt: number;
}

export default function EnrolmentTab({ counter }: { counter: CounterDetail }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const { act, busy } = useAct();
  const [claim, setClaim] = useState<Claim>();
  const [isRevoking, setRevoking] = useState(false);
  const path = `/api/fleet/counters/${counter.id}`;
  const isEnrolled = counter.status === 'enrolled';

  async function revoke(reason: string): Promise<void> {
    const done = t('fleet.enrolments.revoked');
    if (await act('post', `${path}/revoke`, { reason }, { done, refresh: ['/api/fleet'] }))
      setRevoking(false);
  }
  async function make(): Promise<void> {
    setClaim(await act<Claim>('post', `${path}/claim`, {}, { refresh: ['/api/fleet/enrolments'] }));
  }
  return (
    <div className="panel pad">
      {counter.certificate ? (
        <Descriptions
          size="small"
          column={{ xs: 1, md: 2 }}
          items={[
            {
              key: 'serial',
              label: t('fleet.enrolments.serial'),
              children: <code style={{ overflowWrap: 'anywhere' }}>{counter.certificate.serial}</code>,
            },
            {
              key: 'until',
              label: t('fleet.columns.certificate'),
              children: new Date(counter.certificate.notAfterMs).toISOString().slice(0, 10),
            },
          ]}
        />
      ) : (
        <p className="hint">{t('fleet.enrolments.noCertificate')}</p>
      )}
      {can('counter.enrol') && counter.status !== 'revoked' && (
        <>
          <p className="hint">
            {isEnrolled ? t('fleet.enrolments.replaceHint') : t('fleet.enrolments.hint')}
          </p>
          <p style={{ display: 'flex', gap: 8, marginTop: 8 }}>
            <Button type="primary" loading={busy} onClick={() => void make()} data-testid="claim-make">
              {t(isEnrolled ? 'fleet.enrolments.replace' : 'fleet.enrolments.claim')}
            </Button>
            <Button danger onClick={() => setRevoking(true)} data-testid="counter-revoke">
              {t('fleet.enrolments.revoke')}
            </Button>
          </p>
        </>
      )}
      {claim && <ClaimDialog claim={claim} onClose={() => setClaim(undefined)} />}
      {isRevoking && (
        <ReasonDialog
          title={t('fleet.enrolments.revokeTitle')}
          hint={t('fleet.enrolments.revokeHint')}
          ok={t('fleet.enrolments.revoke')}
          isDanger
          busy={busy}
          onOk={(reason) => void revoke(reason)}
          onClose={() => setRevoking(false)}
        />
      )}
    </div>
  );
}

function ClaimDialog({ claim: { claim, expiresAt }, onClose }: { claim: Claim; onClose(): void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(claim);
    void message.success(t('fleet.enrolments.copied'));
  }
  return (
    <Modal
      open
      title={t('fleet.enrolments.claimTitle')}
      onCancel={onClose}
      footer={[
        <Button key="copy" onClick={() => void copy().catch(() => undefined)}>
          {t('fleet.enrolments.copy')}
        </Button>,
        <Button key="close" type="primary" onClick={onClose}>
          {t('fleet.importing.close')}
        </Button>,
      ]}
    >
      <p className="hint">{t('fleet.enrolments.claimHint')}</p>
      <div style={{ display: 'grid', justifyItems: 'center', gap: 12, padding: '12px 0' }}>
        <QRCode value={claim} size={200} />
        <code style={{ overflowWrap: 'anywhere', textAlign: 'center' }} data-testid="claim">
          {claim}
        </code>
        <span className="hint">{t('fleet.enrolments.claimAt', { at: dayTimeOf(expiresAt) })}</span>
      </div>
    </Modal>
  );
}
