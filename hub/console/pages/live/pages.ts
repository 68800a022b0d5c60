import type { ConsolePage } from '../page.ts';

export const livePages: readonly ConsolePage[] = [
  {
    path: '/live',
    title: 'live.title',
    menu: { group: 'overview', order: 2 },
    need: 'dashboard.read',
    load: () => import('./live-page.tsx'),
  },
];
