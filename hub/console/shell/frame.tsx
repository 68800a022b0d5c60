// The frame of the console: menu at the left (a drawer on a phone), who is signed in, the page itself.
import { LogoutOutlined, MenuOutlined, UserOutlined } from '@ant-design/icons';
import { Button, Drawer, Dropdown, Segmented, Tag, Tooltip } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useLocation, useNavigate } from 'react-router';
import { type Language, languageNames } from '../shared/i18n.ts';
import { useSession } from '../shared/session.tsx';
import { Menu } from './menu.tsx';

export function Frame() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const [isOpen, setOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  // A new page begins at its top, for the eye and for the keyboard.
  useEffect(() => {
    setOpen(false);
    main.current?.scrollTo({ top: 0 });
  }, [pathname]);
  return (
    <div className="shell">
      <a className="skip" href="#main">
        {t('shell.skip')}
      </a>
      <Header onMenu={() => setOpen(true)} />
      <nav className="side" aria-label={t('shell.menu')}>
        <Menu />
      </nav>
      <Drawer
        open={isOpen}
        onClose={() => setOpen(false)}
        placement="left"
        size={264}
        title={t('shell.menu')}
        className="drawer"
      >
        <Menu />
      </Drawer>
      <main id="main" ref={main} tabIndex={-1}>
        <Outlet />
        <footer>
          <span>{t('app.footer')}</span>
        </footer>
      </main>
    </div>
  );
}

function Header({ onMenu }: { onMenu(): void }) {
  const { t } = useTranslation();
  const { demo } = useSession();
  return (
    <header>
      <Button
        type="text"
        className="menu-button"
        icon={<MenuOutlined />}
        onClick={onMenu}
        aria-label={t('shell.menu')}
        data-testid="menu-open"
      />
      <Link to="/" className="home" aria-label={t('app.title')}>
        <img src="/favicon.svg" alt="" width={30} height={30} />
        <div className="names">
          <h1>{t('app.title')}</h1>
          <p>{t('app.subtitle')}</p>
        </div>
      </Link>
      <div className="tools">
        {demo && (
          <Tooltip title={t('app.demoHint')}>
            <Tag variant="outlined" color="gold" className="demo">
              {t('app.demo')}
            </Tag>
          </Tooltip>
        )}
        <LanguageChoice />
        <Person />
      </div>
    </header>
  );
}

export function LanguageChoice() {
  const { t, i18n } = useTranslation();
  const options = Object.entries(languageNames).map(([value, label]) => ({ value, label }));
  return (
    <Segmented
      size="small"
      aria-label={t('app.language')}
      options={options}
      value={i18n.language}
      onChange={(language) => void i18n.changeLanguage(language as Language)}
      data-testid="language"
    />
  );
}

function Person() {
  const { t } = useTranslation();
  const { person, signOut } = useSession();
  const navigate = useNavigate();
  const items = [
    { key: 'account', icon: <UserOutlined />, label: t('shell.account') },
    { key: 'out', icon: <LogoutOutlined />, label: t('shell.signOut') },
  ];
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items,
        onClick: ({ key }) => (key === 'out' ? void signOut() : void navigate('/account')),
      }}
    >
      <Button type="text" icon={<UserOutlined />} data-testid="person">
        <span className="person-name">{person?.name}</span>
      </Button>
    </Dropdown>
  );
}
