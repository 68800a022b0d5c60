import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeVisit, type SlotWeight, takenFrom } from './weighing.ts';

const weight = (slot: number, grams: number, sure = true): SlotWeight => ({ slot, grams, sure });
const unitGrams = (slot: number) => (slot === 9 ? undefined : slot * 100);
const item = (number: number, slot: number) => ({ item: number, slot, entry: 'E', lot: 'L' });

describe('what was taken out of a cabinet', () => {
  it('[CAB-3] settles by whole packages: taken is delivered, left is not', () => {
    const { results, unpaid, odd } = judgeVisit([item(1, 5), item(2, 5), item(3, 2)], {
      before: [weight(5, 1500), weight(2, 800)],
      after: [weight(5, 1003), weight(2, 598)],
      unitGrams,
    });
    expect(results.map(({ item: number, report }) => [number, report])).toEqual([
      [3, 'delivered'],
      [1, 'delivered'],
      [2, 'not-delivered'],
    ]);
    expect([unpaid, odd]).toEqual([[], []]);
  });

  it('[CAB-6] notices what nobody paid for, and what was put in', () => {
    const { unpaid, odd } = judgeVisit([item(1, 5)], {
      before: [weight(5, 1500), weight(2, 800), weight(3, 300)],
      after: [weight(5, 500), weight(2, 600), weight(3, 600)],
      unitGrams,
    });
    expect(unpaid).toEqual([
      { slot: 2, count: 1 },
      { slot: 5, count: 1 },
    ]);
    expect(odd).toEqual([{ slot: 3, detail: '1 more lie inside than before' }]);
  });

  it.each([
    ['a scale that fails', [weight(5, 0, false)], /no weight/],
    ['a slot that is not weighed', [], /no weight/],
    ['half a package', [weight(5, 1250)], /250 g are gone/],
  ])('[CAB-5] cannot tell after %s, and says so', (_name, after, detail) => {
    const { results, odd } = judgeVisit([item(1, 5)], { before: [weight(5, 1500)], after, unitGrams });
    expect(results).toMatchObject([{ item: 1, report: 'none', detail: expect.stringMatching(detail) }]);
    expect(odd).toHaveLength(1);
  });

  it('[CAB-5] cannot tell without the weight of a package, and keeps quiet about scales that never worked', () => {
    const parts = {
      before: [weight(9, 100), weight(7, 0, false)],
      after: [weight(9, 50), weight(7, 0, false)],
      unitGrams,
    };
    expect(judgeVisit([item(1, 9)], parts)).toMatchObject({
      results: [{ report: 'none' }],
      odd: [{ slot: 9 }],
    });
  });

  it('[CAB-5] counts any number of packages whose weights differ a little', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 15 }),
        fc.integer({ min: 0, max: 40 }),
        fc.double({ min: -0.03, max: 0.03, noNaN: true }),
        (slot, count, left, drift) => {
          fc.pre(slot !== 9);
          const unit = slot * 100;
          const gone = Math.round(count * unit * (1 + drift));
          const parts = {
            before: [weight(slot, left * unit + gone)],
            after: [weight(slot, left * unit)],
            unitGrams,
          };
          expect(takenFrom(slot, parts)).toEqual({ count });
        },
      ),
    );
  });
});
