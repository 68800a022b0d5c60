import type { ConsolePage } from '../page.ts';

export const fleetPages: readonly ConsolePage[] = [
  {
    path: '/counters',
    title: 'fleet.list',
    menu: { group: 'fleet', order: 1 },
    need: 'counter.read',
    load: () => import('./fleet-page.tsx'),
  },
  {
    path: '/counters/:id',
    title: 'fleet.columns.name',
    need: 'counter.read',
    load: () => import('./counter-page.tsx'),
  },
  {
    path: '/alarms',
    title: 'fleet.alarms.title',
    menu: { group: 'fleet', order: 2 },
    need: 'counter.read',
    load: () => import('./alarms-page.tsx'),
  },
  {
    path: '/restock',
    title: 'fleet.restock.title',
    menu: { group: 'fleet', order: 3 },
    need: 'counter.read',
    load: () => import('./restock-page.tsx'),
  },
  {
    path: '/enrolments',
    title: 'fleet.enrolments.title',
    menu: { group: 'fleet', order: 6 },
    need: 'counter.enrol',
    load: () => import('./enrolments-page.tsx'),
  },
  {
    path: '/operators',
    title: 'fleet.operators.title',
    menu: { group: 'fleet', order: 7 },
    need: 'counter.operators',
    load: () => import('./operators-page.tsx'),
  },
  {
    path: '/counter-settings',
    title: 'fleet.settings.title',
    menu: { group: 'fleet', order: 8 },
    need: 'counter.configure',
    load: () => import('./settings-page.tsx'),
  },
];
