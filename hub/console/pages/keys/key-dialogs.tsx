// Dialogs of signing keys: bound to a person, deposited, retired; the withdrawals signed again.
import { Button, Form, Input, Modal, Select, Upload } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SigningKey } from '../../../signing/signing.ts';
import { useAct } from '../../shared/use-api.ts';

export interface KeysAnswer {
  keys: SigningKey[];
  unbound: { keyId: string; publicKey: string; role: 'catalog' | 'withdrawals' }[];
  people: { id: string; name: string; login: string; roles: string[] }[];
}

interface FrameProps {
  title: string;
  ok: string;
  hint?: string;
  isReady: boolean;
  busy: boolean;
  onOk(): Promise<unknown>;
  onClose(): void;
  children: ReactNode;
}

function Dialog({ title, ok, hint, isReady, busy, onOk, onClose, children }: FrameProps) {
  const { t } = useTranslation();
  return (
    <Modal
      open
      title={title}
      okText={ok}
      cancelText={t('shell.cancel')}
      okButtonProps={{ disabled: !isReady, loading: busy }}
      onOk={() => void onOk().then((done) => done && onClose())}
      onCancel={onClose}
      destroyOnHidden
    >
      {hint && <p className="hint">{hint}</p>}
      <Form layout="vertical">{children}</Form>
    </Modal>
  );
}

export function BindDialog({ answer, onClose }: { answer: KeysAnswer; onClose(): void }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const [keyId, setKeyId] = useState<string>();
  const [person, setPerson] = useState<string>();
  const key = answer.unbound.find((one) => one.keyId === keyId);
  const roles = key?.role === 'catalog' ? ['region-certifier'] : ['supervisor', 'administrator'];
  const people = answer.people.filter((one) => one.roles.some((role) => roles.includes(role)));
  const bind = () =>
    act(
      'post',
      '/api/keys',
      { publicKey: key?.publicKey, role: key?.role, person },
      { done: t('releases.bound') },
    );
  return (
    <Dialog
      title={t('releases.bind')}
      ok={t('releases.bind')}
      hint={t('releases.bindHint')}
      isReady={key !== undefined && person !== undefined}
      busy={busy}
      onOk={bind}
      onClose={onClose}
    >
      <Form.Item label={t('releases.chooseKey')} htmlFor="bind-key">
        <Select
          id="bind-key"
          options={answer.unbound.map(({ keyId: value, publicKey, role }) => ({
            value,
            label: `${t(`releases.lists.${role}`)} · ${publicKey.slice(0, 24)}…`,
          }))}
          onChange={(value: string) => {
            setKeyId(value);
            setPerson(undefined);
          }}
          data-testid="bind-key"
        />
      </Form.Item>
      <Form.Item label={t('releases.choosePerson')} htmlFor="bind-person">
        <Select
          id="bind-person"
          value={person ?? null}
          options={people.map(({ id, name, login }) => ({ value: id, label: `${name} (${login})` }))}
          onChange={(value: string | null) => setPerson(value ?? undefined)}
          data-testid="bind-person"
        />
      </Form.Item>
    </Dialog>
  );
}

function PassphraseField({ value, onChange }: { value: string; onChange(value: string): void }) {
  const { t } = useTranslation();
  return (
    <Form.Item label={t('releases.passphrase')} htmlFor="key-passphrase">
      <Input.Password
        id="key-passphrase"
        autoComplete="off"
        maxLength={200}
        value={value}
        onChange={({ target }) => onChange(target.value)}
        data-testid="key-passphrase"
      />
    </Form.Item>
  );
}

export function DepositDialog({ keyId, onClose }: { keyId: string; onClose(): void }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const [pem, setPem] = useState<{ name: string; text: string }>();
  const [passphrase, setPassphrase] = useState('');
  const deposit = () =>
    act(
      'post',
      `/api/keys/${keyId}/sealed`,
      { pem: pem?.text, passphrase },
      { done: t('releases.depositDone') },
    );
  return (
    <Dialog
      title={t('releases.deposit')}
      ok={t('releases.deposit')}
      hint={t('releases.depositHint')}
      isReady={pem !== undefined && passphrase !== ''}
      busy={busy}
      onOk={deposit}
      onClose={onClose}
    >
      <Upload
        accept=".pem"
        maxCount={1}
        showUploadList={false}
        beforeUpload={(file) => {
          void file.text().then((text) => setPem({ name: file.name, text }));
          return false;
        }}
      >
        <Button data-testid="key-file">{pem?.name ?? t('releases.pem')}</Button>
      </Upload>
      <PassphraseField value={passphrase} onChange={setPassphrase} />
    </Dialog>
  );
}

export function RetireDialog({ keyId, onClose }: { keyId: string; onClose(): void }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const [reason, setReason] = useState('');
  return (
    <Dialog
      title={t('releases.retireTitle')}
      ok={t('releases.retire')}
      isReady={reason.trim() !== ''}
      busy={busy}
      onOk={() => act('post', `/api/keys/${keyId}/retire`, { reason: reason.trim() })}
      onClose={onClose}
    >
      <Form.Item label={t('releases.reason')} htmlFor="retire-reason">
        <Input
          id="retire-reason"
          maxLength={280}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
          data-testid="retire-reason"
        />
      </Form.Item>
    </Dialog>
  );
}

export function AgainDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const [passphrase, setPassphrase] = useState('');
  return (
    <Dialog
      title={t('releases.signAgain')}
      ok={t('releases.sign')}
      hint={t('releases.signAgainHint')}
      isReady
      busy={busy}
      onOk={() => act('post', '/api/keys/withdrawals/again', passphrase ? { passphrase } : {})}
      onClose={onClose}
    >
      <PassphraseField value={passphrase} onChange={setPassphrase} />
    </Dialog>
  );
}
