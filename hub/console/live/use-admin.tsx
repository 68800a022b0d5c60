// Asks for the administrator's token once per tab, and again when the hub finds it wrong.
import { Input, Modal } from 'antd';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { change, forgetToken, keepToken, Refusal, storedToken } from './admin-api.ts';

export interface Admin {
  /** Makes a change. Resolves with undefined when the person did not give a token; rejects as `change` does. */
  post<T>(path: string, body: object): Promise<T | undefined>;
  dialog: ReactNode;
}

export function useAdmin(): Admin {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<{ isWrong: boolean }>();
  const [typed, setTyped] = useState('');
  const answer = useRef<(token: string | undefined) => void>(undefined);

  function ask(isWrong: boolean): Promise<string | undefined> {
    setTyped('');
    setAsking({ isWrong });
    return new Promise((resolve) => {
      answer.current = resolve;
    });
  }
  function end(token: string | undefined): void {
    setAsking(undefined);
    answer.current?.(token);
  }

  async function post<T>(path: string, body: object): Promise<T | undefined> {
    let isWrong = false;
    for (;;) {
      const token = storedToken() ?? (await ask(isWrong));
      if (!token) return undefined;
      try {
        const result = await change<T>(path, body, token);
        keepToken(token);
        return result;
      } catch (error) {
        if (!(error instanceof Refusal && error.isToken)) throw error;
        forgetToken();
        isWrong = true;
      }
    }
  }

  const dialog = (
    <Modal
      open={asking !== undefined}
      title={t('token.title')}
      okText={t('token.ok')}
      cancelText={t('token.cancel')}
      okButtonProps={{ disabled: typed.trim() === '' }}
      onOk={() => end(typed.trim())}
      onCancel={() => end(undefined)}
      zIndex={1200}
      width={460}
    >
      <p className="hint ask">{t('token.hint')}</p>
      <Input.Password
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        onPressEnter={() => typed.trim() !== '' && end(typed.trim())}
        aria-label={t('token.label')}
        placeholder={t('token.label')}
        autoComplete="off"
        autoFocus
        data-testid="token-input"
      />
      {asking?.isWrong && <p className="bad">{t('token.wrong')}</p>}
    </Modal>
  );
  return { post, dialog };
}
