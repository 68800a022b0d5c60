// pure
// A page of the console as its slice describes it; the shell makes menu, routes and titles from the list.
import type { ComponentType } from 'react';
import type { Action } from '../../people/permissions.ts';

export const menuGroups = ['overview', 'goods', 'supervision', 'fleet', 'figures', 'system'] as const;
export type MenuGroup = (typeof menuGroups)[number];

export interface ConsolePage {
  /** React Router path: `/applications`, `/applications/:id`. Filters live in the query, so that a link shows the same. */
  path: string;
  /** Key of its name in the locale files, also its menu item. */
  title: string;
  /** In the menu when given; details pages have none. */
  menu?: { group: MenuGroup; order: number };
  /** Who may open it (somewhere); others do not see it. */
  need: Action | 'signed-in';
  load(): Promise<{ default: ComponentType }>;
}
