// Pages of this slice.
import type { ConsolePage } from '../page.ts';

export const apiPages: readonly ConsolePage[] = [
  {
    path: '/webhooks',
    title: 'webhooks.title',
    menu: { group: 'system', order: 20 },
    need: 'webhook.manage',
    load: () => import('./webhooks-page.tsx'),
  },
  {
    path: '/webhooks/:id',
    title: 'webhooks.one',
    need: 'webhook.manage',
    load: () => import('./webhook-page.tsx'),
  },
];
