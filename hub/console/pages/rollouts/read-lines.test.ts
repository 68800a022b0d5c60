import { describe, expect, it } from 'vitest';
import { readPrices, readSlots } from './read-lines.ts';

describe('lines of a roll-out form', () => {
  it('[ROLL-10] reads prices as whole fen and names the line it cannot read', () => {
    expect(readPrices('NM-1 12.8\n\nNM-2，9')).toEqual({
      ok: true,
      values: [
        { entry: 'NM-1', priceFen: 1280 },
        { entry: 'NM-2', priceFen: 900 },
      ],
    });
    expect(readPrices('NM-1 19.99')).toMatchObject({ values: [{ priceFen: 1999 }] });
    expect(readPrices('NM-1 1\nNM-2 -3')).toEqual({ ok: false, line: 2 });
    expect(readPrices(' ')).toEqual({ ok: false, line: 1 });
  });

  it('[ROLL-9] reads slots', () => {
    expect(readSlots('3 NM-1')).toEqual({ ok: true, values: [{ slot: 3, entry: 'NM-1' }] });
    expect(readSlots('three NM-1')).toEqual({ ok: false, line: 1 });
  });
});
