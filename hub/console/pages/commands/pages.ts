// Pages of this slice; each is loaded when it is opened.
import type { ConsolePage } from '../page.ts';

export const commandPages: readonly ConsolePage[] = [
  {
    path: '/commands',
    title: 'commands.title',
    menu: { group: 'fleet', order: 60 },
    need: 'counter.command',
    load: () => import('./commands-page.tsx'),
  },
  {
    path: '/counters/:id/help',
    title: 'commands.help',
    need: 'counter.command',
    load: () => import('./help-page.tsx'),
  },
];
