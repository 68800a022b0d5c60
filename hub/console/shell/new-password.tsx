// The first thing after a one-time password: one of one's own.
import { Alert, Button, Input } from 'antd';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../shared/api.ts';
import { useProblem } from '../shared/problem.ts';
import { useSession } from '../shared/session.tsx';

export const passwordLengthMin = 12;

export function NewPassword() {
  const { t } = useTranslation();
  const words = useProblem();
  const { reload, signOut, person } = useSession();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [problem, setProblem] = useState<string>();

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (next !== again) return setProblem(t('shell.newPassword.differ'));
    try {
      await send('post', '/api/account/password', { current, next });
      await reload();
    } catch (error) {
      setProblem(words(error));
    }
  }

  const field = (label: string, value: string, set: (text: string) => void, testId: string, kind: string) => (
    <label htmlFor={testId}>
      <span>{label}</span>
      <Input.Password
        id={testId}
        value={value}
        onChange={({ target }) => set(target.value)}
        autoComplete={kind}
        maxLength={200}
        data-testid={testId}
      />
    </label>
  );
  return (
    <div className="sign-in">
      <form onSubmit={(event) => void submit(event)} className="panel sign-in-box">
        <h1>{t('shell.newPassword.title')}</h1>
        <p className="hint">
          {t('shell.newPassword.hint', { name: person?.name, count: passwordLengthMin })}
        </p>
        {field(t('shell.newPassword.current'), current, setCurrent, 'password-current', 'current-password')}
        {field(t('shell.newPassword.next'), next, setNext, 'password-next', 'new-password')}
        {field(t('shell.newPassword.again'), again, setAgain, 'password-again', 'new-password')}
        {problem && <Alert type="error" showIcon title={problem} />}
        <Button
          type="primary"
          htmlType="submit"
          block
          disabled={current === '' || next.length < passwordLengthMin || again === ''}
          data-testid="password-save"
        >
          {t('shell.newPassword.save')}
        </Button>
        <Button type="link" onClick={() => void signOut()}>
          {t('shell.signOut')}
        </Button>
      </form>
    </div>
  );
}
