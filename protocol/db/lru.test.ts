import { expect, it } from 'vitest';
import { Lru } from './lru.ts';

it('drops what was used longest ago, and hands it over', () => {
  const lru = new Lru<number>(2);
  expect([lru.set('a', 1), lru.set('b', 2), lru.get('a'), lru.set('c', 3)]).toEqual([
    undefined,
    undefined,
    1,
    2,
  ]);
  expect([lru.get('b'), lru.take('a'), lru.takeAll(), lru.get('c')]).toEqual([undefined, 1, [3], undefined]);
});
