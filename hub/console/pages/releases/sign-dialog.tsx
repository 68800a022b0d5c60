// A signature with one's own key: by its passphrase, or made elsewhere and pasted here.
import { Checkbox, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../shared/session.tsx';
import { useAct } from '../../shared/use-api.ts';
import type { ReleaseDetails } from './types.ts';

export function SignDialog({ release, onClose }: { release: ReleaseDetails; onClose(): void }) {
  const { t } = useTranslation();
  const { demo } = useSession();
  const { act, busy } = useAct();
  const [isOffline, setOffline] = useState(false);
  const [passphrase, setPassphrase] = useState('');
  const [signature, setSignature] = useState('');
  const path = `/api/releases/${release.id}`;
  async function sign(): Promise<void> {
    const means = isOffline ? { signature: signature.trim() } : passphrase ? { passphrase } : {};
    const body = { digest: release.digest, ...means };
    if (await act('post', `${path}/signatures`, body, { done: t('releases.signed') })) onClose();
  }
  const isReady = isOffline ? /^[0-9a-f]{128}$/.test(signature.trim()) : demo || passphrase !== '';
  return (
    <Modal
      open
      title={t('releases.signTitle')}
      okText={t('releases.sign')}
      cancelText={t('shell.cancel')}
      okButtonProps={{ disabled: !isReady, loading: busy }}
      onOk={() => void sign()}
      onCancel={onClose}
      destroyOnHidden
    >
      <p>{t('releases.signHint', { version: release.version })}</p>
      <p>
        <code style={{ wordBreak: 'break-all' }}>{release.digest}</code>
      </p>
      <Form layout="vertical">
        {isOffline ? (
          <>
            <p>
              <a href={`${path}/signable`}>{t('releases.download')}</a>
            </p>
            <p className="hint">{t('releases.offlineHint')}</p>
            <Form.Item label={t('releases.signature')} htmlFor="signature">
              <Input.TextArea
                id="signature"
                rows={3}
                maxLength={140}
                value={signature}
                onChange={({ target }) => setSignature(target.value)}
                data-testid="sign-signature"
              />
            </Form.Item>
          </>
        ) : (
          <Form.Item
            label={t('releases.passphrase')}
            htmlFor="passphrase"
            {...(demo ? { extra: t('releases.passphraseDemo') } : {})}
          >
            <Input.Password
              id="passphrase"
              autoFocus
              autoComplete="off"
              maxLength={200}
              value={passphrase}
              onChange={({ target }) => setPassphrase(target.value)}
              onPressEnter={() => isReady && void sign()}
              data-testid="sign-passphrase"
            />
          </Form.Item>
        )}
        <Checkbox checked={isOffline} onChange={({ target }) => setOffline(target.checked)}>
          {t('releases.offline')}
        </Checkbox>
      </Form>
    </Modal>
  );
}
