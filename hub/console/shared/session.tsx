// Who is signed in on this page and what they may do; signing in and out; the fresh proof that some acts need.
import { useQueryClient } from '@tanstack/react-query';
import { Input, Modal } from 'antd';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Grant } from '../../people/actor.ts';
import type { Action } from '../../people/permissions.ts';
import { get, linkOf, send } from './api.ts';
import { useProblem } from './problem.ts';

export interface DemoAccount {
  login: string;
  password: string;
  name: string;
  role: string;
}

export interface SessionView {
  person: { id: string; name: string; login: string } | null;
  grants: Grant[];
  actions: Action[];
  csrf: string;
  demo: boolean;
  demoAccounts?: DemoAccount[];
  mustChangePassword?: boolean;
  mustAddKey?: boolean;
}

export interface Session extends SessionView {
  /** May this person do it somewhere? */
  can(action: Action): boolean;
  /** Asks the hub again: after signing in, or when grants changed. */
  reload(): Promise<void>;
  signOut(): Promise<void>;
}

const Context = createContext<Session | undefined>(undefined);

/** Inside `SessionProvider`. */
export function useSession(): Session {
  const session = useContext(Context);
  if (!session) throw new Error('useSession outside of SessionProvider');
  return session;
}

interface ProviderProps {
  /** Shown until the hub has answered for the first time. */
  waiting: ReactNode;
  failed(retry: () => void): ReactNode;
  children: ReactNode;
}

export function SessionProvider({ waiting, failed, children }: ProviderProps) {
  const client = useQueryClient();
  const [view, setView] = useState<SessionView | 'failed'>();
  const reload = useCallback(async () => {
    try {
      setView(await get<SessionView>('/api/session'));
    } catch {
      setView('failed');
    }
  }, []);
  useEffect(() => void reload(), [reload]);
  const { prove, dialog } = useProof();
  if (view === undefined) return waiting;
  if (view === 'failed') return failed(() => void reload());
  linkOf().current = view.person ? { csrf: view.csrf, prove, lost: () => void reload() } : undefined;
  const session: Session = {
    ...view,
    can: (action) => view.actions.includes(action),
    reload,
    async signOut() {
      await send('delete', '/api/session').catch(() => undefined);
      client.clear();
      await reload();
    },
  };
  return (
    <Context.Provider value={session}>
      {children}
      {dialog}
    </Context.Provider>
  );
}

/** A dialog that proves the password to the hub once more. */
function useProof(): { prove(): Promise<boolean>; dialog: ReactNode } {
  const { t } = useTranslation();
  const words = useProblem();
  const [isAsking, setAsking] = useState(false);
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<string>();
  const answer = useRef<(isProven: boolean) => void>(undefined);
  const prove = useCallback(() => {
    setPassword('');
    setProblem(undefined);
    setAsking(true);
    return new Promise<boolean>((resolve) => {
      answer.current = resolve;
    });
  }, []);
  function end(isProven: boolean): void {
    setAsking(false);
    answer.current?.(isProven);
  }
  async function confirm(): Promise<void> {
    try {
      await send('post', '/api/session/prove', { password });
      end(true);
    } catch (error) {
      setProblem(words(error));
    }
  }
  const dialog = (
    <Modal
      open={isAsking}
      title={t('shell.prove.title')}
      okText={t('shell.prove.ok')}
      cancelText={t('shell.cancel')}
      okButtonProps={{ disabled: password === '' }}
      onOk={() => void confirm()}
      onCancel={() => end(false)}
      zIndex={1300}
      width={440}
      destroyOnHidden
    >
      <p className="hint ask">{t('shell.prove.hint')}</p>
      <Input.Password
        value={password}
        onChange={({ target }) => setPassword(target.value)}
        onPressEnter={() => password !== '' && void confirm()}
        aria-label={t('shell.signIn.password')}
        autoComplete="current-password"
        autoFocus
        data-testid="prove-password"
      />
      {problem && (
        <p className="bad" role="alert">
          {problem}
        </p>
      )}
    </Modal>
  );
  return { prove, dialog };
}
