// A certifier's own key in this browser: made, backed up, registered, restored; and how far it has come.
import { Alert, App, Button, Form, Input, Modal, Space, Steps, Upload } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BrowserKey as Proposed } from '../../../signing/browser-keys.ts';
import type { SigningKey } from '../../../signing/signing.ts';
import { send } from '../../shared/api.ts';
import { save } from '../../shared/download.ts';
import { useSession } from '../../shared/session.tsx';
import { useAct } from '../../shared/use-api.ts';
import { type BrowserKey, canSign, keysHere, makeKey, proposalOf, restoreKey } from './browser-key.ts';

export interface MyKeys {
  keys: SigningKey[];
  proposals: Proposed[];
}

/** Her keys in this browser; undefined while they are looked up, null where the browser cannot sign. */
export function useKeysHere(): { keys: BrowserKey[] | null | undefined; reload(): Promise<void> } {
  const { person } = useSession();
  const [keys, setKeys] = useState<BrowserKey[] | null>();
  const id = person?.id ?? '';
  const reload = useCallback(async () => {
    setKeys((await canSign()) ? await keysHere(id).catch(() => null) : null);
  }, [id]);
  useEffect(() => void reload(), [reload]);
  return { keys, reload };
}

/** `here`: only in this browser; then as the hub says. */
type Standing = 'here' | 'waiting' | 'confirmed' | 'bound' | 'ended';
const steps: readonly Standing[] = ['here', 'waiting', 'confirmed', 'bound'];

function standingOf({ publicKey }: BrowserKey, { keys, proposals }: MyKeys): Standing {
  const bound = keys.find((key) => key.publicKey === publicKey);
  if (bound) return bound.retiredAtMs === null && bound.trusted ? 'bound' : 'ended';
  return proposals.find((one) => one.publicKey === publicKey)?.state ?? 'here';
}

export function BrowserKeyPanel({ mine }: { mine: MyKeys }) {
  const { t } = useTranslation();
  const { keys, reload } = useKeysHere();
  const [dialog, setDialog] = useState<'make' | 'restore'>();
  const close = () => {
    setDialog(undefined);
    void reload();
  };
  if (keys === undefined) return null;
  if (keys === null)
    return (
      <Alert
        showIcon
        type="warning"
        title={t('releases.noBrowserKeys')}
        description={t('releases.noBrowserKeysHint')}
        data-testid="no-browser-keys"
      />
    );
  const shown = keys.find((key) => standingOf(key, mine) !== 'ended') ?? keys[0];
  const elsewhere = mine.keys.some(
    ({ kept, retiredAtMs, publicKey }) =>
      kept === 'browser' && retiredAtMs === null && keys.every((key) => key.publicKey !== publicKey),
  );
  return (
    <div className="panel pad" data-testid="browser-key">
      <p className="hint">{t('releases.browserKeyHint')}</p>
      {elsewhere && <Alert showIcon type="info" title={t('releases.keyElsewhere')} />}
      {shown ? (
        <Standing key={shown.publicKey} shown={shown} mine={mine} />
      ) : (
        <p>{t('releases.noKeyHere')}</p>
      )}
      <Space wrap>
        <Button
          type={shown ? 'default' : 'primary'}
          onClick={() => setDialog('make')}
          data-testid="browser-key-make"
        >
          {t('releases.makeKey')}
        </Button>
        <Button onClick={() => setDialog('restore')} data-testid="browser-key-restore">
          {t('releases.restoreKey')}
        </Button>
      </Space>
      {dialog === 'make' && <MakeDialog onClose={close} />}
      {dialog === 'restore' && <RestoreDialog onClose={close} />}
    </div>
  );
}

function Standing({ shown, mine }: { shown: BrowserKey; mine: MyKeys }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const standing = standingOf(shown, mine);
  const register = async () => {
    const label = t('releases.thisComputer');
    await act('post', '/api/keys/browser', await proposalOf(shown, label), { done: t('releases.proposed') });
  };
  return (
    <>
      <p>
        {t('releases.fingerprint')} <code data-testid="browser-key-id">{shown.keyId}</code>
      </p>
      {standing === 'ended' ? (
        <Alert showIcon type="warning" title={t('releases.keyEnded')} />
      ) : (
        <Steps
          size="small"
          current={steps.indexOf(standing)}
          items={steps.map((step) => ({ title: t(`releases.keySteps.${step}`) }))}
        />
      )}
      <p data-testid="browser-key-state">{t(`releases.keyStanding.${standing}`)}</p>
      {standing === 'here' && (
        <p>
          <Button
            type="primary"
            loading={busy}
            onClick={() => void register()}
            data-testid="browser-key-register"
          >
            {t('releases.registerKey')}
          </Button>
        </p>
      )}
    </>
  );
}

const isLongEnough = (text: string) => [...text].length >= 12 && new Set(text).size >= 5;

function MakeDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  const { person } = useSession();
  const { run, busy } = useAct();
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  async function make(): Promise<void> {
    const done = await run(
      async () => {
        const { key, backup } = await makeKey(person!, passphrase);
        const blob = new Blob([`${JSON.stringify(backup, null, 2)}\n`], { type: 'application/json' });
        save(blob, `signing-key-${key.keyId.slice(0, 8)}.json`);
        return send('post', '/api/keys/browser', await proposalOf(key, t('releases.thisComputer')));
      },
      { done: t('releases.proposed') },
    );
    if (done) onClose();
  }
  return (
    <Modal
      open
      title={t('releases.makeKey')}
      okText={t('releases.makeKeyOk')}
      cancelText={t('shell.cancel')}
      okButtonProps={{ disabled: !isLongEnough(passphrase) || passphrase !== again, loading: busy }}
      onOk={() => void make()}
      onCancel={onClose}
      destroyOnHidden
    >
      <p>{t('releases.makeKeyHint')}</p>
      <Form layout="vertical">
        <Passphrase name="backup-passphrase" label="releases.backupPassphrase" onChange={setPassphrase} />
        <Passphrase name="backup-again" label="releases.backupAgain" onChange={setAgain} />
      </Form>
    </Modal>
  );
}

interface PassphraseProps {
  name: string;
  label: string;
  onChange(text: string): void;
}

function Passphrase({ name, label, onChange }: PassphraseProps) {
  const { t } = useTranslation();
  return (
    <Form.Item label={t(label)} htmlFor={name}>
      <Input.Password
        id={name}
        autoComplete="off"
        maxLength={200}
        onChange={({ target }) => onChange(target.value)}
        data-testid={name}
      />
    </Form.Item>
  );
}

function RestoreDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  const { person } = useSession();
  const { message } = App.useApp();
  const { run, busy } = useAct();
  const [file, setFile] = useState<{ name: string; text: string }>();
  const [passphrase, setPassphrase] = useState('');
  const restore = async () => {
    const done = await run(() => restoreKey(person!, file!.text, passphrase), {
      done: t('releases.restored'),
    });
    if (done) onClose();
  };
  const take = async (chosen: File) => {
    if (chosen.size > 10_000) return void message.error(t('problem.reasons.not-a-backup'));
    setFile({ name: chosen.name, text: await chosen.text() });
  };
  return (
    <Modal
      open
      title={t('releases.restoreKey')}
      okText={t('releases.restoreKey')}
      cancelText={t('shell.cancel')}
      okButtonProps={{
        disabled: file === undefined || passphrase === '',
        loading: busy,
        ...{ 'data-testid': 'restore-ok' },
      }}
      onOk={() => void restore()}
      onCancel={onClose}
      destroyOnHidden
    >
      <p className="hint">{t('releases.restoreHint')}</p>
      <Upload
        accept=".json"
        maxCount={1}
        showUploadList={false}
        beforeUpload={(chosen) => {
          void take(chosen);
          return false;
        }}
      >
        <Button data-testid="backup-file">{file?.name ?? t('releases.backupFile')}</Button>
      </Upload>
      <Form layout="vertical">
        <Passphrase name="restore-passphrase" label="releases.backupPassphrase" onChange={setPassphrase} />
      </Form>
    </Modal>
  );
}
