// Pages of people, tokens, the audit log and one’s own account.
import type { ConsolePage } from '../page.ts';

export const peoplePages: readonly ConsolePage[] = [
  {
    path: '/people',
    title: 'people.title',
    menu: { group: 'system', order: 1 },
    need: 'people.manage',
    load: () => import('./people-page.tsx'),
  },
  {
    path: '/people/:id',
    title: 'people.one',
    need: 'people.manage',
    load: () => import('./person-page.tsx'),
  },
  {
    path: '/tokens',
    title: 'people.tokens.title',
    menu: { group: 'system', order: 2 },
    need: 'token.manage',
    load: () => import('./tokens-page.tsx'),
  },
  {
    path: '/audit',
    title: 'people.audit.title',
    menu: { group: 'system', order: 3 },
    need: 'audit.read',
    load: () => import('./audit-page.tsx'),
  },
  // Whoever signed in may read the catalog, and has an account.
  {
    path: '/account',
    title: 'shell.account',
    need: 'signed-in',
    load: () => import('./account-page.tsx'),
  },
];
