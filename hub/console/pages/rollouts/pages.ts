// Pages of this slice; each is loaded when it is opened.
import type { ConsolePage } from '../page.ts';

export const rolloutPages: readonly ConsolePage[] = [
  {
    path: '/rollouts',
    title: 'rollouts.title',
    menu: { group: 'fleet', order: 50 },
    need: 'rollout.manage',
    load: () => import('./rollouts-page.tsx'),
  },
  {
    path: '/rollouts/:id',
    title: 'rollouts.title',
    need: 'rollout.manage',
    load: () => import('./rollout-page.tsx'),
  },
];
