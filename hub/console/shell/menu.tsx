// The pages this person may open, in groups; real links, so that they open in a new tab too.
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { allPages } from '../pages/all-pages.ts';
import { useSession } from '../shared/session.tsx';
import { menuOf } from './menu-of.ts';

export function Menu() {
  const { t } = useTranslation();
  const { actions } = useSession();
  return (
    <div className="menu">
      {menuOf(allPages, actions).map(({ group, pages }) => (
        <div key={group} className="menu-group">
          <h3>{t(`shell.groups.${group}`)}</h3>
          <ul>
            {pages.map(({ path, title }) => (
              <li key={path}>
                <NavLink to={path} end={path === '/'}>
                  {t(title)}
                </NavLink>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}
