import type { ConsolePage } from '../page.ts';

export const releasePages: readonly ConsolePage[] = [
  {
    path: '/entries',
    title: 'releases.entries',
    menu: { group: 'goods', order: 10 },
    need: 'catalog.read',
    load: () => import('./entries-page.tsx'),
  },
  {
    path: '/entries/:id',
    title: 'releases.entry',
    need: 'catalog.read',
    load: () => import('./entry-page.tsx'),
  },
  {
    path: '/releases',
    title: 'releases.title',
    menu: { group: 'goods', order: 11 },
    need: 'release.read',
    load: () => import('./releases-page.tsx'),
  },
  {
    path: '/releases/:id',
    title: 'releases.title',
    need: 'release.read',
    load: () => import('./release-page.tsx'),
  },
  {
    path: '/catalog-rollout',
    title: 'releases.rollout',
    menu: { group: 'goods', order: 12 },
    need: 'counter.read',
    load: () => import('./rollout-page.tsx'),
  },
  {
    path: '/keys',
    title: 'releases.keys',
    menu: { group: 'goods', order: 13 },
    need: 'release.read',
    load: () => import('../keys/keys-page.tsx'),
  },
];
