import { expect, it } from 'vitest';
import type { ConsolePage } from '../pages/page.ts';
import { mayOpen, menuOf } from './menu-of.ts';

const load = async () => ({ default: () => null });
const pages: ConsolePage[] = [
  { path: '/b', title: 'b', menu: { group: 'goods', order: 2 }, need: 'catalog.read', load },
  { path: '/a', title: 'a', menu: { group: 'goods', order: 1 }, need: 'catalog.read', load },
  { path: '/a/:id', title: 'detail', need: 'catalog.read', load },
  { path: '/p', title: 'p', menu: { group: 'system', order: 1 }, need: 'people.manage', load },
];

it('[CON-9] shows what the reader may open, in order, and nothing else', () => {
  const shown = menuOf(pages, ['catalog.read']).map(({ group, pages: found }) => [
    group,
    found.map(({ path }) => path),
  ]);
  expect(shown).toEqual([['goods', ['/a', '/b']]]);
  expect(menuOf(pages, [])).toEqual([]);
  expect(mayOpen('signed-in', [])).toBe(true);
});
