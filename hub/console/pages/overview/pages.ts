import type { ConsolePage } from '../page.ts';

export const overviewPages: readonly ConsolePage[] = [
  {
    path: '/',
    title: 'statistics.home.title',
    menu: { group: 'overview', order: 1 },
    need: 'catalog.read',
    load: () => import('./overview-page.tsx'),
  },
];
