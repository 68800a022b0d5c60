import type { ConsolePage } from '../page.ts';

export const certificationPages: readonly ConsolePage[] = [
  {
    path: '/applications',
    title: 'certification.applications',
    menu: { group: 'goods', order: 1 },
    need: 'application.read',
    load: () => import('./applications-page.tsx'),
  },
  {
    path: '/applications/new',
    title: 'certification.newApplication',
    need: 'application.write',
    load: () => import('./application-form-page.tsx'),
  },
  {
    path: '/applications/:id',
    title: 'certification.applications',
    need: 'application.read',
    load: () => import('./application-page.tsx'),
  },
  {
    path: '/applications/:id/edit',
    title: 'certification.edit',
    need: 'application.write',
    load: () => import('./application-form-page.tsx'),
  },
  {
    path: '/suppliers',
    title: 'certification.suppliers',
    menu: { group: 'goods', order: 2 },
    need: 'supplier.read',
    load: () => import('./suppliers-page.tsx'),
  },
  {
    path: '/batches',
    title: 'certification.batches',
    menu: { group: 'goods', order: 3 },
    need: 'application.record-national',
    load: () => import('./batches-page.tsx'),
  },
  {
    path: '/batches/:month',
    title: 'certification.batches',
    need: 'application.record-national',
    load: () => import('./batch-page.tsx'),
  },
  {
    path: '/certification/settings',
    title: 'certification.settings',
    menu: { group: 'goods', order: 9 },
    need: 'certification.configure',
    load: () => import('./settings-page.tsx'),
  },
];
