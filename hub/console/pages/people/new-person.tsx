// A new account: login, name, roles.
import { type ButtonProps, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Grant } from '../../../people/actor.ts';
import { useAct } from '../../shared/use-api.ts';
import { GrantsEditor, isComplete } from './grants-editor.tsx';

const loginPattern = /^[a-z0-9][a-z0-9._-]{2,31}$/;

interface NewPersonProps {
  onClose(): void;
  onMade(oneTimePassword: string): void;
}

export function NewPerson({ onClose, onMade }: NewPersonProps) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const [login, setLogin] = useState('');
  const [name, setName] = useState('');
  const [grants, setGrants] = useState<Grant[]>([]);
  const isReady = loginPattern.test(login) && name.trim() !== '' && isComplete(grants);

  async function save(): Promise<void> {
    const body = { login, name: name.trim(), grants };
    const options = { refresh: ['/api/people'] };
    const made = await act<{ oneTimePassword: string }>('post', '/api/people', body, options);
    if (!made) return;
    onClose();
    onMade(made.oneTimePassword);
  }

  return (
    <Modal
      open
      title={t('people.add')}
      okText={t('people.create')}
      cancelText={t('shell.cancel')}
      onOk={() => void save()}
      onCancel={onClose}
      okButtonProps={{ disabled: !isReady, loading: busy, 'data-testid': 'person-create' } as ButtonProps}
      width={680}
    >
      <Form layout="vertical" component="div">
        <Form.Item label={t('people.login')} htmlFor="new-login" extra={t('people.loginHint')}>
          <Input
            id="new-login"
            value={login}
            onChange={({ target }) => setLogin(target.value.toLowerCase())}
            maxLength={32}
            autoComplete="off"
            autoFocus
            data-testid="new-login"
          />
        </Form.Item>
        <Form.Item label={t('people.name')} htmlFor="new-name">
          <Input
            id="new-name"
            value={name}
            onChange={({ target }) => setName(target.value)}
            maxLength={40}
            autoComplete="off"
            data-testid="new-name"
          />
        </Form.Item>
        <GrantsEditor grants={grants} onChange={setGrants} />
      </Form>
    </Modal>
  );
}
