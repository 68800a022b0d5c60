// Pages of this slice.
import type { ConsolePage } from '../page.ts';

export const channelPages: readonly ConsolePage[] = [
  {
    path: '/channels',
    title: 'channels.title',
    menu: { group: 'figures', order: 40 },
    need: 'channel.read',
    load: () => import('./channels-page.tsx'),
  },
  {
    path: '/channels/:id',
    title: 'channels.one',
    need: 'channel.read',
    load: () => import('./channel-page.tsx'),
  },
];
