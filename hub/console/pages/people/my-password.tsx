// Another password; all other sessions end.
import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { passwordLengthMin } from '../../../people/password-policy.ts';
import { useAct } from '../../shared/use-api.ts';

const none = { current: '', next: '', again: '' };

export function MyPassword() {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const [typed, setTyped] = useState(none);
  const differs = typed.again !== '' && typed.next !== typed.again;
  const isReady =
    typed.current !== '' && typed.next.length >= passwordLengthMin && typed.next === typed.again;

  async function save(): Promise<void> {
    const { current, next } = typed;
    const options = { done: t('people.account.passwordDone'), refresh: ['/api/account'] };
    if (await act('post', '/api/account/password', { current, next }, options)) setTyped(none);
  }
  const field = (name: keyof typeof none, autoComplete: string, help?: string) => (
    <Form.Item
      label={t(`people.account.${name}`)}
      htmlFor={`my-${name}`}
      {...(help ? { help, validateStatus: 'error' as const } : {})}
    >
      <Input.Password
        id={`my-${name}`}
        value={typed[name]}
        onChange={({ target }) => setTyped({ ...typed, [name]: target.value })}
        autoComplete={autoComplete}
        maxLength={200}
      />
    </Form.Item>
  );
  return (
    <section className="panel pad" aria-labelledby="my-password">
      <h3 id="my-password">{t('people.account.password')}</h3>
      <p className="hint">{t('people.account.passwordHint', { count: passwordLengthMin })}</p>
      <Form layout="vertical" onFinish={() => void save()} style={{ maxWidth: 420 }}>
        {field('current', 'current-password')}
        {field('next', 'new-password')}
        {field('again', 'new-password', differs ? t('shell.newPassword.differ') : undefined)}
        <Button type="primary" htmlType="submit" disabled={!isReady} loading={busy}>
          {t('people.save')}
        </Button>
      </Form>
    </section>
  );
}
