// Pages of this slice.
import type { ConsolePage } from '../page.ts';

export const transparencyPages: readonly ConsolePage[] = [
  {
    path: '/transparency',
    title: 'transparency.title',
    menu: { group: 'supervision', order: 90 },
    need: 'release.read',
    load: () => import('./log-page.tsx'),
  },
];
