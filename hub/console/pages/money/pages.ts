// Pages of this slice; each is loaded when it is opened.
import type { ConsolePage } from '../page.ts';

const menu = (order: number) => ({ group: 'figures' as const, order });

export const moneyPages: readonly ConsolePage[] = [
  {
    path: '/money/orders',
    title: 'money.orders',
    menu: menu(50),
    need: 'money.read',
    load: () => import('./orders-page.tsx'),
  },
  {
    path: '/money/orders/:counter/:order',
    title: 'money.order',
    need: 'money.read',
    load: () => import('./order-page.tsx'),
  },
  {
    path: '/money/days',
    title: 'money.days',
    menu: menu(51),
    need: 'money.read',
    load: () => import('./days-page.tsx'),
  },
  {
    path: '/money/refunds',
    title: 'money.refunds',
    menu: menu(52),
    need: 'money.read',
    load: () => import('./refunds-page.tsx'),
  },
  {
    path: '/money/cases',
    title: 'money.cases',
    menu: menu(53),
    need: 'case.read',
    load: () => import('./cases-page.tsx'),
  },
  {
    path: '/money/cash-counts',
    title: 'money.counts',
    menu: menu(54),
    need: 'money.read',
    load: () => import('./counts-page.tsx'),
  },
  {
    path: '/money/bills',
    title: 'money.bills',
    menu: menu(55),
    need: 'money.read',
    load: () => import('./bills-page.tsx'),
  },
  {
    path: '/money/settlements',
    title: 'money.settlements',
    menu: menu(56),
    need: 'money.read',
    load: () => import('./settlements-page.tsx'),
  },
];
