import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleSlot } from '../testing/sample-views.ts';
import { addProblem, addTo, type Cart, countIn, maxItems, pruned, removeAt, totalFen } from './cart.ts';

const three = sampleSlot({ slot: 3, count: 2, priceFen: 1990 });
const four = sampleSlot({ slot: 4, count: 9, priceFen: 5 });
const blocked = sampleSlot({ slot: 5, count: 9, forSale: false, reasons: ['lot-withdrawn'] });

describe('basket', () => {
  it('holds at most what is left in a slot and five line items', () => {
    const twice = addTo(addTo([], three), three);
    expect(addProblem(twice, three)).toBe('all-in-cart');
    expect(addTo(twice, three)).toBe(twice);
    expect(addProblem([3, 3, 4, 4, 4], four)).toBe('cart-full');
    expect(addProblem([], blocked)).toBe('not-for-sale');
  });

  it('removes one line item and sums whole fen', () => {
    expect(removeAt([3, 4, 3], 0)).toEqual([4, 3]);
    expect(totalFen([3, 4, 3], [three, four])).toBe(3985);
  });

  it('[SCR-5] drops what can no longer be bought and keeps the rest in order', () => {
    expect(pruned([3, 5, 4], [three, four, blocked])).toEqual([3, 4]);
    expect(pruned([3, 3], [{ ...three, count: 1 }])).toEqual([3]);
    expect(pruned([7], [three])).toEqual([]);
    const cart: Cart = [3, 4];
    expect(pruned(cart, [three, four])).toBe(cart);
  });

  it('[SCR-5] never holds more than a slot has, whatever is pressed', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(three, four, blocked), { maxLength: 20 }), (presses) => {
        const cart = presses.reduce<Cart>(addTo, []);
        expect(cart.length).toBeLessThanOrEqual(maxItems);
        expect(countIn(cart, 3)).toBeLessThanOrEqual(three.count);
        expect(countIn(cart, 5)).toBe(0);
        expect(pruned(cart, [three, four, blocked])).toBe(cart);
      }),
    );
  });
});
