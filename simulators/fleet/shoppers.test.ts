import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseSlots, nextArrival, salesPerHour } from './shoppers.ts';

const hourMs = 3_600_000;
const fraction = fc.double({ min: 0, max: 0.999999, noNaN: true });

describe('shoppers', () => {
  it('[DEMO-3] the hours of a day add up to the day', () => {
    const hours = Array.from({ length: 24 }, (_, hour) => salesPerHour(68, hour * hourMs));
    expect(hours.reduce((sum, sales) => sum + sales, 0)).toBeCloseTo(68);
  });

  it('[DEMO-3] nobody comes at three in the night', () => {
    fc.assert(
      fc.property(fraction, (draw) => {
        const arrival = nextArrival(68, 2 * hourMs, [0.001, draw]);
        expect(arrival.comes).toBe(false);
      }),
    );
  });

  it('[DEMO-3] over many days the mean is the mean that was asked for', () => {
    let seed = 1;
    const draw = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    let nowMs = 0;
    let sales = 0;
    const days = 60;
    while (nowMs < days * 24 * hourMs) {
      const arrival = nextArrival(68, nowMs, [draw(), draw()]);
      nowMs += arrival.waitMs;
      if (arrival.comes) sales += 1;
    }
    expect(sales / days).toBeGreaterThan(62);
    expect(sales / days).toBeLessThan(74);
  });

  it('[DEMO-3] takes one to three different slots that are for sale', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1 }),
        fc.tuple(fraction, fraction, fraction, fraction),
        (forSale, draws) => {
          const chosen = chooseSlots(forSale, draws);
          expect(chosen.length).toBeGreaterThan(0);
          expect(chosen.length).toBeLessThan(4);
          expect(chosen.every((slot) => forSale.includes(slot))).toBe(true);
        },
      ),
    );
    expect(chooseSlots([], [0, 0, 0, 0])).toEqual([]);
  });
});
