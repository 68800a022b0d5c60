// pure
// CON-9: a menu holds what its reader may open, and no more.
import type { Action } from '../../people/permissions.ts';
import { type ConsolePage, type MenuGroup, menuGroups } from '../pages/page.ts';

export interface MenuPart {
  group: MenuGroup;
  pages: ConsolePage[];
}

/** Groups in their order, without empty ones. */
export function menuOf(pages: readonly ConsolePage[], actions: readonly Action[]): MenuPart[] {
  const mine = pages.filter(({ menu, need }) => menu && actions.includes(need));
  return menuGroups
    .map((group) => ({
      group,
      pages: mine
        .filter(({ menu }) => menu?.group === group)
        .sort((a, b) => (a.menu?.order ?? 0) - (b.menu?.order ?? 0)),
    }))
    .filter(({ pages: found }) => found.length > 0);
}
