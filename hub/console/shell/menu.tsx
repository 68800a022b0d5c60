// The pages this person may open, in groups that fold when there are many; real links, so that they open in a new tab too.
import { useTranslation } from 'react-i18next';
import { matchPath, NavLink, useLocation } from 'react-router';
import { allPages } from '../pages/all-pages.ts';
import { useSession } from '../shared/session.tsx';
import { type MenuPart, menuOf } from './menu-of.ts';

/** As many pages fit beside a page on a screen of 768 lines. */
const pagesUnfolded = 16;

export function Menu() {
  const { t } = useTranslation();
  const { actions } = useSession();
  const { pathname } = useLocation();
  const parts = menuOf(allPages, actions);
  const isLong = parts.reduce((sum, { pages }) => sum + pages.length, 0) > pagesUnfolded;
  const isHere = ({ pages }: MenuPart) =>
    pages.some(({ path }) => matchPath({ path, end: path === '/' }, pathname) !== null);
  return (
    <div className="menu">
      {parts.map((part) => (
        // A new key folds by itself what is left, and unfolds where one is.
        <details key={`${part.group}${isHere(part)}`} className="menu-group" open={!isLong || isHere(part)}>
          <summary>{t(`shell.groups.${part.group}`)}</summary>
          <ul>
            {part.pages.map(({ path, title }) => (
              <li key={path}>
                <NavLink to={path} end={path === '/'}>
                  {t(title)}
                </NavLink>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </div>
  );
}
