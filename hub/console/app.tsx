// The console: words, theme, who is signed in, pages.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as AntApp, Button, ConfigProvider, type ConfigProviderProps, Result, Spin } from 'antd';
import enUS from 'antd/es/locale/en_US.js';
import zhCN from 'antd/es/locale/zh_CN.js';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BrowserRouter } from 'react-router';
import { ApiError } from './shared/api.ts';
import { SessionProvider, useSession } from './shared/session.tsx';
import { theme } from './shared/theme.ts';
import { NewKey } from './shell/new-key.tsx';
import { NewPassword } from './shell/new-password.tsx';
import { PageRoutes } from './shell/routes.tsx';
import { SignIn } from './shell/sign-in.tsx';

// The package says it is CommonJS, its es folder is not: the type checker sees a module where the bundler sees the value.
const locales = { en: enUS, zhCN } as unknown as Record<'en' | 'zhCN', ConfigProviderProps['locale']>;
const oldAfterMs = 5000;

/** A refusal is an answer and is not asked for again; a hub that is silent is asked twice more. */
const newClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: oldAfterMs,
        retry: (count, error) => count < 2 && (!(error instanceof ApiError) || error.status === 0),
      },
    },
  });

export function App() {
  const { t, i18n } = useTranslation();
  const [client] = useState(newClient);
  const failed = (retry: () => void) => (
    <Result
      status="warning"
      title={t('shell.silent')}
      extra={<Button onClick={retry}>{t('shell.retry')}</Button>}
    />
  );
  return (
    <ConfigProvider
      button={{ autoInsertSpace: false }}
      theme={theme}
      locale={i18n.language === 'en' ? locales.en : locales.zhCN}
    >
      <AntApp component={false}>
        <QueryClientProvider client={client}>
          <SessionProvider waiting={<Spin className="booting" size="large" />} failed={failed}>
            <BrowserRouter basename="/console">
              <Inside />
            </BrowserRouter>
          </SessionProvider>
        </QueryClientProvider>
      </AntApp>
    </ConfigProvider>
  );
}

function Inside() {
  const { person, mustChangePassword, mustAddKey } = useSession();
  if (!person) return <SignIn />;
  if (mustChangePassword) return <NewPassword />;
  return mustAddKey ? <NewKey /> : <PageRoutes />;
}
