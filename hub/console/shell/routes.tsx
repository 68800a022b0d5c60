// Pages by address; each is fetched when it is opened for the first time.
import { Result, Skeleton } from 'antd';
import { Component, type ComponentType, lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Route, Routes, useLocation } from 'react-router';
import { allPages } from '../pages/all-pages.ts';
import type { ConsolePage } from '../pages/page.ts';
import { Failed } from '../shared/loaded.tsx';
import { useSession } from '../shared/session.tsx';
import { Frame } from './frame.tsx';
import { mayOpen } from './menu-of.ts';

const lazyPages: readonly (ConsolePage & { Page: ComponentType })[] = allPages.map((page) => ({
  ...page,
  Page: lazy(page.load),
}));

export function PageRoutes() {
  return (
    <Routes>
      <Route element={<Frame />}>
        {lazyPages.map(({ path, need, Page }) => (
          <Route
            key={path}
            path={path}
            element={
              <Guarded need={need}>
                <Page />
              </Guarded>
            }
          />
        ))}
        <Route path="*" element={<Nowhere />} />
      </Route>
    </Routes>
  );
}

function Guarded({ need, children }: { need: ConsolePage['need']; children: ReactNode }) {
  const { t } = useTranslation();
  const { actions } = useSession();
  const { pathname } = useLocation();
  if (!mayOpen(need, actions)) return <Result status="403" title={t('shell.notYours')} extra={<Home />} />;
  const waiting = (
    <div className="waiting" aria-busy>
      <Skeleton active paragraph={{ rows: 8 }} />
    </div>
  );
  return (
    <Catch key={pathname}>
      <Suspense fallback={waiting}>{children}</Suspense>
    </Catch>
  );
}

function Nowhere() {
  const { t } = useTranslation();
  return <Result status="404" title={t('shell.nowhere')} extra={<Home />} />;
}

function Home() {
  const { t } = useTranslation();
  return <Link to="/">{t('shell.home')}</Link>;
}

/** A page that fails takes down nothing but itself. */
class Catch extends Component<{ children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {};
  static getDerivedStateFromError(error: unknown) {
    return { error };
  }
  override render() {
    if (this.state.error === undefined) return this.props.children;
    return <Failed error={this.state.error} retry={() => this.setState({ error: undefined })} />;
  }
}
