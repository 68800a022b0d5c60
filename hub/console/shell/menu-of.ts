// pure
// CON-9: a menu holds what its reader may open, and no more.
import type { Action } from '../../people/permissions.ts';
import { type ConsolePage, type MenuGroup, menuGroups } from '../pages/page.ts';

export interface MenuPart {
  group: MenuGroup;
  pages: ConsolePage[];
}

export const mayOpen = (need: ConsolePage['need'], actions: readonly Action[]): boolean =>
  need === 'signed-in' || actions.includes(need);

/** Groups in their order, without empty ones. */
export function menuOf(pages: readonly ConsolePage[], actions: readonly Action[]): MenuPart[] {
  const mine = pages.filter(({ menu, need }) => menu && mayOpen(need, actions));
  return menuGroups
    .map((group) => ({
      group,
      pages: mine
        .filter(({ menu }) => menu?.group === group)
        .sort((a, b) => (a.menu?.order ?? 0) - (b.menu?.order ?? 0)),
    }))
    .filter(({ pages: found }) => found.length > 0);
}
