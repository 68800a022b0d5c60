import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PlanInput, type PlanSlot, planRestock, soldKey } from './restock-plan.ts';

const entries = ['E1', 'E2', 'E3'];
const slotArb = fc.record({
  counter: fc.constantFrom('c-1', 'c-2', 'c-3'),
  slot: fc.integer({ min: 1, max: 8 }),
  entry: fc.constantFrom(...entries),
  count: fc.integer({ min: 0, max: 10 }),
  extra: fc.integer({ min: 0, max: 10 }),
  bestBefore: fc.constantFrom('2026-11-25', '2026-12-31'),
  locked: fc.boolean(),
});
const inputArb = fc
  .record({
    slots: fc.uniqueArray(slotArb, { maxLength: 20, selector: ({ counter, slot }) => `${counter} ${slot}` }),
    sold: fc.array(fc.tuple(fc.constantFrom('c-1', 'c-2', 'c-3'), fc.constantFrom(...entries), fc.nat(80))),
    coverDays: fc.integer({ min: 1, max: 14 }),
    banned: fc.subarray(entries),
  })
  .map(
    ({ slots, sold, coverDays, banned }): PlanInput => ({
      counters: ['c-1', 'c-2', 'c-3'].map((id) => ({
        id,
        name: id,
        route: id === 'c-3' ? '' : '一号线',
        driver: '巴特',
      })),
      slots: slots.map(
        ({ extra, ...slot }): PlanSlot => ({ ...slot, lot: 'A', capacity: Math.max(1, slot.count + extra) }),
      ),
      sold: new Map(sold.map(([counter, entry, packages]) => [soldKey(counter, entry), packages])),
      lookBackDays: 7,
      coverDays,
      mayLoad: (entry) => !banned.includes(entry),
      isWithdrawn: (entry) => entry === 'E3',
      keepsUntil: '2026-11-30',
    }),
  );

describe('restock suggestions', () => {
  it('[STK-5] never loads what may not be sold, a locked slot, or more than fits', () => {
    fc.assert(
      fc.property(inputArb, (input) => {
        const slots = new Map(input.slots.map((slot) => [`${slot.counter} ${slot.slot}`, slot]));
        for (const plan of planRestock(input))
          for (const counter of plan.counters)
            for (const line of counter.lines) {
              const slot = slots.get(`${counter.id} ${line.slot}`)!;
              expect(line.count - line.takeOut + line.load).toBeLessThanOrEqual(slot.capacity);
              expect(line.load).toBeGreaterThanOrEqual(0);
              if (!input.mayLoad(slot.entry)) expect([line.load, line.takeOut]).toEqual([0, slot.count]);
              if (slot.locked) expect(line.load).toBe(0);
              if (slot.count > 0 && slot.bestBefore <= input.keepsUntil)
                expect(line.takeOut).toBe(slot.count);
            }
      }),
    );
  });

  it('[STK-5] puts on the pick list exactly what its counters are to be loaded with', () => {
    fc.assert(
      fc.property(inputArb, (input) => {
        for (const plan of planRestock(input)) {
          const lines = plan.counters.flatMap((counter) => counter.lines);
          for (const { entry, packages } of plan.pick)
            expect(
              lines.filter((line) => line.entry === entry).reduce((all, { load }) => all + load, 0),
            ).toBe(packages);
          expect(plan.pick.reduce((all, { packages }) => all + packages, 0)).toBe(plan.load);
        }
      }),
    );
  });

  it('[STK-5][ROLL-9] leaves enough for the days asked, as far as the room goes, and never less for more sales', () => {
    fc.assert(
      fc.property(inputArb, fc.integer({ min: 1, max: 50 }), (input, more) => {
        const faster = new Map([...input.sold].map(([key, packages]) => [key, packages + more]));
        const total = (given: PlanInput) => planRestock(given).reduce((all, { load }) => all + load, 0);
        expect(total({ ...input, sold: faster })).toBeGreaterThanOrEqual(total(input));
      }),
    );
    const slot = { counter: 'c-1', slot: 1, entry: 'E1', lot: 'A', count: 3, capacity: 20, locked: false };
    const input: PlanInput = {
      counters: [{ id: 'c-1', name: '一号', route: '', driver: '' }],
      slots: [{ ...slot, bestBefore: '2027-01-01' }],
      sold: new Map([[soldKey('c-1', 'E1'), 14]]),
      lookBackDays: 7,
      coverDays: 5,
      mayLoad: () => true,
      isWithdrawn: () => false,
      keepsUntil: '2026-11-30',
    };
    expect(planRestock(input)[0]?.counters[0]?.lines).toMatchObject([{ load: 7, perDay: 2, takeOut: 0 }]);
    expect(planRestock({ ...input, coverDays: 60 })[0]?.load).toBe(17);
    const wished = new Map([['c-1', [{ slot: 1, entry: 'E2' }]]]);
    const sellsOut = planRestock({ ...input, wished })[0]?.counters[0]?.lines;
    expect(sellsOut).toMatchObject([{ entry: 'E1', load: 0, takeOut: 0, skip: 'not-wished' }]);
    const empty = { ...input, wished, slots: [{ ...slot, count: 0, bestBefore: '2026-01-01' }] };
    expect(planRestock(empty)[0]).toMatchObject({ pick: [{ entry: 'E2', packages: 1 }] });
    const banned = { ...empty, mayLoad: (entry: string) => entry !== 'E2' };
    expect(planRestock(banned)[0]?.counters[0]?.lines).toMatchObject([{ load: 0, skip: 'not-certified' }]);
    const withdrawn = planRestock({ ...input, isWithdrawn: (_entry, lot) => lot === 'A' });
    expect(withdrawn[0]?.counters[0]?.lines).toMatchObject([{ load: 10, takeOut: 3 }]);
  });
});
