import { describe, expect, it } from 'vitest';
import { sampleProduct, sampleSlot } from '../testing/sample-views.ts';
import type { SlotView } from '../views.ts';
import { categoriesOf, inCategory, inOrder, isCalm } from './shelf-view.ts';

const grain = sampleSlot({ slot: 2, product: sampleProduct({ category: 'grain' }) });
const meat = sampleSlot({ slot: 1, product: sampleProduct({ category: 'meat' }) });
const { product: _, ...unknown } = sampleSlot({ slot: 3 });

describe('shelf', () => {
  it('stands in the order of the slots', () => {
    expect(inOrder([grain, meat]).map((slot) => slot.slot)).toEqual([1, 2]);
  });

  it('[SCR-38] shows what can be bought first and what is sold out last', () => {
    const at = (slot: number, reasons: SlotView['reasons']) =>
      sampleSlot({ slot, forSale: reasons.length === 0, reasons });
    const slots = [
      at(1, ['slot-empty']),
      at(2, ['lot-withdrawn']),
      at(3, []),
      at(4, ['slot-empty', 'slot-locked']),
    ];
    expect(inOrder(slots).map(({ slot }) => slot)).toEqual([3, 2, 4, 1]);
  });

  it('offers categories only when there are many slots and more than one category', () => {
    expect(categoriesOf([grain, meat, unknown], 2)).toEqual(['grain', 'meat']);
    expect(categoriesOf([grain, meat, unknown])).toEqual([]);
    expect(categoriesOf([grain, grain, unknown], 2)).toEqual([]);
  });

  it('shows everything when the chosen category has left the shelf', () => {
    expect(inCategory([grain, meat], 'meat')).toEqual([meat]);
    expect(inCategory([grain, meat], 'oil')).toHaveLength(2);
    expect(inCategory([grain, meat, unknown], null)).toHaveLength(3);
  });

  it('keeps red for refusals', () => {
    expect(isCalm('slot-empty')).toBe(true);
    expect(isCalm('lot-withdrawn')).toBe(false);
  });
});
