import type { ConsolePage } from '../page.ts';

export const statisticsPages: readonly ConsolePage[] = [
  {
    path: '/statistics',
    title: 'statistics.title',
    menu: { group: 'figures', order: 1 },
    need: 'statistics.read',
    load: () => import('./statistics-page.tsx'),
  },
  {
    path: '/statistics/lines',
    title: 'statistics.behind.title',
    need: 'statistics.lines',
    load: () => import('./lines-page.tsx'),
  },
  {
    path: '/reports',
    title: 'statistics.reports.title',
    menu: { group: 'figures', order: 2 },
    need: 'statistics.read',
    load: () => import('./reports-page.tsx'),
  },
  {
    path: '/reports/:period',
    title: 'statistics.reports.title',
    need: 'statistics.read',
    load: () => import('./report-page.tsx'),
  },
  {
    path: '/targets',
    title: 'statistics.targets.title',
    menu: { group: 'figures', order: 3 },
    need: 'statistics.read',
    load: () => import('./targets-page.tsx'),
  },
  {
    path: '/assessment',
    title: 'statistics.assessment.title',
    menu: { group: 'figures', order: 4 },
    need: 'statistics.read',
    load: () => import('./assessment-page.tsx'),
  },
];
