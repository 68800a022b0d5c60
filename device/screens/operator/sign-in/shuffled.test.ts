import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shuffled } from './shuffled.ts';

describe('a shuffled pad', () => {
  it('[SCR-65] has every digit once', () => {
    fc.assert(
      fc.property(
        fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
        (numbers) => {
          const order = shuffled(() => numbers.next().value);
          expect(order.toSorted().join('')).toBe('0123456789');
        },
      ),
    );
  });

  it('[SCR-65] stands in another order for other numbers', () => {
    expect(shuffled(() => 0)).not.toEqual(shuffled(() => 0.99));
  });
});
