// A new token: its name, roles and places, the actions it may do, its last day.
import { type ButtonProps, Checkbox, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Grant } from '../../../people/actor.ts';
import { type Action, rolesFor } from '../../../people/permissions.ts';
import { useAct, useApi } from '../../shared/use-api.ts';
import { GrantsEditor, isComplete } from './grants-editor.tsx';

const dayMs = 86_400_000;
const lives = [30, 90, 180, 365];

interface NewTokenProps {
  onClose(): void;
  onMade(text: string): void;
}

export function NewToken({ onClose, onMade }: NewTokenProps) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const known = useApi<{ scopes: Action[] }>('/api/tokens/scopes').data?.scopes ?? [];
  const [name, setName] = useState('');
  const [grants, setGrants] = useState<Grant[]>([]);
  const [chosen, setChosen] = useState<Action[]>([]);
  const [days, setDays] = useState(90);
  // Only what one of its roles may do.
  const possible = known.filter((scope) => grants.some(({ role }) => rolesFor(scope).includes(role)));
  const scopes = chosen.filter((scope) => possible.includes(scope));
  const isReady = name.trim() !== '' && grants.length > 0 && isComplete(grants) && scopes.length > 0;

  async function save(): Promise<void> {
    const body = { name: name.trim(), scopes, grants, expiresAtMs: Date.now() + days * dayMs };
    const made = await act<{ text: string }>('post', '/api/tokens', body, { refresh: ['/api/tokens'] });
    if (!made) return;
    onClose();
    onMade(made.text);
  }

  return (
    <Modal
      open
      title={t('people.tokens.add')}
      okText={t('people.create')}
      cancelText={t('shell.cancel')}
      onOk={() => void save()}
      onCancel={onClose}
      okButtonProps={{ disabled: !isReady, loading: busy, 'data-testid': 'token-create' } as ButtonProps}
      width={760}
    >
      <Form layout="vertical" component="div">
        <Form.Item label={t('people.tokens.name')} htmlFor="token-name">
          <Input
            id="token-name"
            value={name}
            onChange={({ target }) => setName(target.value)}
            maxLength={40}
            autoFocus
          />
        </Form.Item>
        <GrantsEditor grants={grants} onChange={setGrants} />
        <Form.Item label={t('people.tokens.scopes')} extra={t('people.tokens.scopesHint')}>
          <Checkbox.Group value={scopes} onChange={(values) => setChosen(values as Action[])}>
            <div className="scopes">
              {possible.map((scope) => (
                <Checkbox key={scope} value={scope}>
                  {t(`actions.${scope}`)}
                </Checkbox>
              ))}
            </div>
          </Checkbox.Group>
        </Form.Item>
        <Form.Item label={t('people.tokens.expires')} htmlFor="token-days">
          <Select
            id="token-days"
            value={days}
            onChange={setDays}
            options={lives.map((value) => ({ value, label: t('people.tokens.days', { count: value }) }))}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
