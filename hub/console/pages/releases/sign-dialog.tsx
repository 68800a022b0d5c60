// A signature with one's own key: the one in this browser, a sealed one by its passphrase, or made elsewhere.
import { Alert, Form, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { send } from '../../shared/api.ts';
import { useSession } from '../../shared/session.tsx';
import { useAct, useApi } from '../../shared/use-api.ts';
import { signatureBy } from '../keys/browser-key.ts';
import { type MyKeys, useKeysHere } from '../keys/browser-key-panel.tsx';
import { BrowserSign } from './browser-sign.tsx';
import type { ToSign } from './browser-signing.ts';
import type { ReleaseDetails } from './types.ts';

type Way = 'browser' | 'passphrase' | 'offline';

export function SignDialog({ release, onClose }: { release: ReleaseDetails; onClose(): void }) {
  const { t } = useTranslation();
  const { demo } = useSession();
  const { run, busy } = useAct();
  const { keys } = useKeysHere();
  const mine = useApi<MyKeys>('/api/keys/mine');
  const [chosen, setChosen] = useState<Way>();
  const [passphrase, setPassphrase] = useState('');
  const [signature, setSignature] = useState('');
  const [toSign, setToSign] = useState<ToSign>();
  const path = `/api/releases/${release.id}`;
  const inUse = mine.data?.keys.find(({ role, retiredAtMs }) => role === 'catalog' && retiredAtMs === null);
  const key = keys?.find(({ publicKey }) => publicKey === inUse?.publicKey);
  const way = chosen ?? (key ? 'browser' : 'passphrase');
  const isReady = {
    browser: key !== undefined && toSign !== undefined,
    offline: /^[0-9a-f]{128}$/.test(signature.trim()),
    passphrase: demo || passphrase !== '',
  }[way];

  async function means(): Promise<object> {
    if (way === 'browser') return { signature: await signatureBy(key!, toSign!.bytes) };
    if (way === 'offline') return { signature: signature.trim() };
    return passphrase ? { passphrase } : {};
  }
  async function sign(): Promise<void> {
    const work = async () =>
      send('post', `${path}/signatures`, { digest: release.digest, ...(await means()) });
    if (await run(work, { done: t('releases.signed') })) onClose();
  }
  const ways: Way[] = key ? ['browser', 'passphrase', 'offline'] : ['passphrase', 'offline'];
  return (
    <Modal
      open
      width={720}
      title={t('releases.signTitle')}
      okText={t('releases.sign')}
      cancelText={t('shell.cancel')}
      okButtonProps={{ disabled: !isReady, loading: busy, ...{ 'data-testid': 'sign-ok' } }}
      onOk={() => void sign()}
      onCancel={onClose}
      destroyOnHidden
    >
      <p>{t('releases.signHint', { version: release.version })}</p>
      <Radio.Group
        value={way}
        onChange={({ target }) => setChosen(target.value as Way)}
        options={ways.map((value) => ({ value, label: t(`releases.ways.${value}`) }))}
      />
      {way === 'browser' && <BrowserSign release={release} onConfirmed={setToSign} />}
      {way !== 'browser' && (
        <>
          <p>
            <code style={{ wordBreak: 'break-all' }}>{release.digest}</code>
          </p>
          {!key && !demo && (
            <Alert
              showIcon
              type="info"
              title={t('releases.browserBetter')}
              action={<Link to="/keys">{t('releases.keys')}</Link>}
            />
          )}
        </>
      )}
      <Form layout="vertical">
        {way === 'offline' && <Offline path={path} signature={signature} onChange={setSignature} />}
        {way === 'passphrase' && (
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
      </Form>
    </Modal>
  );
}

interface OfflineProps {
  path: string;
  signature: string;
  onChange(text: string): void;
}

function Offline({ path, signature, onChange }: OfflineProps) {
  const { t } = useTranslation();
  return (
    <>
      <p>
        <a href={`${path}/signable`}>{t('releases.download')}</a>{' '}
        <a href={`${path}/contents`} download="contents.json">
          {t('releases.downloadContents')}
        </a>
      </p>
      <p className="hint">{t('releases.offlineHint')}</p>
      <Form.Item label={t('releases.signature')} htmlFor="signature">
        <Input.TextArea
          id="signature"
          rows={3}
          maxLength={140}
          value={signature}
          onChange={({ target }) => onChange(target.value)}
          data-testid="sign-signature"
        />
      </Form.Item>
    </>
  );
}
