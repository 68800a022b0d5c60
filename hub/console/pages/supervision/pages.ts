import type { ConsolePage } from '../page.ts';

export const supervisionPages: readonly ConsolePage[] = [
  {
    path: '/sanctions',
    title: 'supervision.sanctions',
    menu: { group: 'supervision', order: 1 },
    need: 'sanction.read',
    load: () => import('./sanctions-page.tsx'),
  },
  {
    path: '/sanctions/:id',
    title: 'supervision.sanction',
    need: 'sanction.read',
    load: () => import('./sanction-page.tsx'),
  },
  {
    path: '/exposures',
    title: 'supervision.exposures',
    menu: { group: 'supervision', order: 2 },
    need: 'exposure.read',
    load: () => import('./exposures-page.tsx'),
  },
  {
    path: '/exposures/:id',
    title: 'supervision.exposure',
    need: 'exposure.read',
    load: () => import('./exposure-page.tsx'),
  },
  {
    path: '/complaints',
    title: 'supervision.complaints',
    menu: { group: 'supervision', order: 3 },
    need: 'complaint.read',
    load: () => import('./complaints-page.tsx'),
  },
  {
    path: '/complaints/:code',
    title: 'supervision.complaint',
    need: 'complaint.read',
    load: () => import('./complaint-page.tsx'),
  },
];
