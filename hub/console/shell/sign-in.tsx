// Signing in: name and password, then the second factor when the account has one, then a new password when it must.
import { startAuthentication } from '@simplewebauthn/browser';
import { Alert, Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, send } from '../shared/api.ts';
import { useProblem } from '../shared/problem.ts';
import { type DemoAccount, useSession } from '../shared/session.tsx';
import { LanguageChoice } from './frame.tsx';

type SignedIn = { person?: object; secondFactor?: { challenge: string; options: never } };

export function SignIn() {
  const { t } = useTranslation();
  const words = useProblem();
  const { reload, demo, demoAccounts } = useSession();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function submit(event?: FormEvent, account?: DemoAccount): Promise<void> {
    event?.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      const given = account ?? { login: login.trim(), password };
      const answer = await send<SignedIn>('post', '/api/session', {
        login: given.login,
        password: given.password,
      });
      if (answer.secondFactor) {
        const response = await startAuthentication({ optionsJSON: answer.secondFactor.options });
        await send('post', '/api/session/second-factor', {
          challenge: answer.secondFactor.challenge,
          response,
        });
      }
      await reload();
    } catch (error) {
      setProblem(error instanceof ApiError ? words(error) : t('shell.signIn.keyFailed'));
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className="sign-in">
      <div className="sign-in-tools">
        <LanguageChoice />
      </div>
      <form onSubmit={(event) => void submit(event)} className="panel sign-in-box">
        <img src="/favicon.svg" alt="" width={48} height={48} />
        <h1>{t('app.title')}</h1>
        <p className="hint">{t('app.subtitle')}</p>
        <label htmlFor="login">
          <span>{t('shell.signIn.login')}</span>
          <Input
            id="login"
            value={login}
            onChange={({ target }) => setLogin(target.value)}
            autoComplete="username"
            maxLength={64}
            autoFocus
            data-testid="login"
          />
        </label>
        <label htmlFor="password">
          <span>{t('shell.signIn.password')}</span>
          <Input.Password
            id="password"
            value={password}
            onChange={({ target }) => setPassword(target.value)}
            autoComplete="current-password"
            maxLength={200}
            data-testid="password"
          />
        </label>
        {problem && <Alert type="error" showIcon title={problem} data-testid="sign-in-problem" />}
        <Button
          type="primary"
          htmlType="submit"
          block
          loading={busy}
          disabled={login.trim() === '' || password === ''}
          data-testid="sign-in"
        >
          {t('shell.signIn.submit')}
        </Button>
        <a href="/public" className="hint">
          {t('shell.signIn.public')}
        </a>
      </form>
      {demo && demoAccounts && (
        <section className="panel demo-accounts" aria-label={t('shell.signIn.demo')}>
          <h2>{t('shell.signIn.demo')}</h2>
          <p className="hint">{t('shell.signIn.demoHint')}</p>
          <ul>
            {demoAccounts.map((account) => (
              <li key={account.login}>
                <Button
                  type="text"
                  disabled={busy}
                  onClick={() => void submit(undefined, account)}
                  data-testid={`demo-${account.login}`}
                >
                  <b>{account.name}</b>
                  <span className="hint">
                    {account.login} / {account.password}
                  </span>
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
