// My security keys: with one, signing in asks for it after the password.
import { startRegistration } from '@simplewebauthn/browser';
import { App, Button, Input, Popconfirm, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, send } from '../../shared/api.ts';
import { dayTimeOf } from '../../shared/format.ts';
import { Loaded } from '../../shared/loaded.tsx';
import { useAct, useApi } from '../../shared/use-api.ts';

interface KeyRow {
  id: string;
  name: string;
  createdAtMs: number;
  usedAtMs: number | null;
}
interface Question {
  challenge: string;
  options: Parameters<typeof startRegistration>[0]['optionsJSON'];
}
const refresh = ['/api/account/keys'];

export function MyKeys() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const { act, run, busy } = useAct();
  const query = useApi<{ rows: KeyRow[]; total: number }>('/api/account/keys');
  const [name, setName] = useState('');
  const isPossible = typeof PublicKeyCredential === 'function';

  async function add(): Promise<void> {
    const added = await run(
      async () => {
        const { challenge, options } = await send<Question>('post', '/api/account/keys/begin');
        const response = await startRegistration({ optionsJSON: options }).catch((error: unknown) => {
          if (!(error instanceof ApiError)) void message.warning(t('people.account.keySilent'));
          throw error;
        });
        return send('post', '/api/account/keys', { challenge, name: name.trim(), response });
      },
      { done: t('people.account.keyAdded'), refresh },
    );
    if (added) setName('');
  }

  return (
    <section className="panel pad" aria-labelledby="my-keys">
      <h3 id="my-keys">{t('people.account.keys')}</h3>
      <p className="hint">{t('people.account.keysHint')}</p>
      <Loaded
        query={query}
        isEmpty={({ total }) => total === 0}
        empty={t('people.account.keysEmpty')}
        rows={2}
      >
        {({ rows }) => (
          <ul className="rows">
            {rows.map((key) => (
              <li key={key.id}>
                <div className="row-head">
                  <b>{key.name}</b>
                  <span className="hint">
                    {t('people.account.keyUsed', {
                      at: key.usedAtMs === null ? t('people.never') : dayTimeOf(key.usedAtMs),
                    })}
                  </span>
                  <Popconfirm
                    title={t('people.account.keyRemoveAsk')}
                    okText={t('people.account.keyRemove')}
                    cancelText={t('shell.cancel')}
                    onConfirm={() =>
                      void act('delete', `/api/account/keys/${encodeURIComponent(key.id)}`, undefined, {
                        refresh,
                      })
                    }
                  >
                    <Button size="small">{t('people.account.keyRemove')}</Button>
                  </Popconfirm>
                </div>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {isPossible ? (
        <Space.Compact style={{ maxWidth: 420, width: '100%' }}>
          <Input
            value={name}
            onChange={({ target }) => setName(target.value)}
            placeholder={t('people.account.keyName')}
            aria-label={t('people.account.keyName')}
            maxLength={40}
            data-testid="key-name"
          />
          <Button
            type="primary"
            loading={busy}
            disabled={name.trim() === ''}
            onClick={() => void add()}
            data-testid="key-add"
          >
            {t('people.account.keyAdd')}
          </Button>
        </Space.Compact>
      ) : (
        <p className="hint">{t('people.account.keyImpossible')}</p>
      )}
    </section>
  );
}
