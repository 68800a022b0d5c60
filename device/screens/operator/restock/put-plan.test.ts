import { describe, expect, it } from 'vitest';
import { sampleSlot } from '../../testing/sample-views.ts';
import { inBand, putStart } from './put-plan.ts';

const goods = { entry: 'NM-2020-00001', lot: 'L20261001' };

describe('putting goods into a slot', () => {
  it('[SCR-70] adds to the same lot and keeps price and room', () => {
    const slot = sampleSlot();
    expect(putStart(slot, goods, [slot])).toEqual({ book: 6, isOther: false, capacity: 8, priceFen: 1280 });
  });

  it('[SCR-70] another lot or other goods have to come out first', () => {
    for (const change of [{ lot: 'L2' }, { entry: 'NM-2' }]) {
      const slot = sampleSlot(change);
      expect(putStart(slot, goods, [slot]).isOther).toBe(true);
      expect(putStart({ ...slot, count: 0 }, goods, [slot]).isOther).toBe(false);
    }
  });

  it('takes the price of the same goods elsewhere, and none of other goods', () => {
    const elsewhere = sampleSlot({ slot: 2, priceFen: 1350 });
    const other = sampleSlot({ entry: 'NM-2', priceFen: 999, count: 0 });
    expect(putStart(other, goods, [other, elsewhere]).priceFen).toBe(1350);
    expect(putStart(other, goods, [other]).priceFen).toBeNull();
    expect(putStart(undefined, goods, [])).toEqual({ book: 0, isOther: false, capacity: 10, priceFen: null });
  });

  it('knows the certified band', () => {
    const band = { minFen: 100, maxFen: 200 };
    expect([99, 100, 200, 201].map((fen) => inBand(fen, band))).toEqual([false, true, true, false]);
    expect(inBand(null, undefined)).toBe(false);
  });
});
