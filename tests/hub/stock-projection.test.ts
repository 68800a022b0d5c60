import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyLine, type SlotRecords, slotOfRecord } from '../../device/planogram/apply-line.ts';
import { emptyDraft } from '../../hub/ledger/group-draft.ts';
import { createStock } from '../../hub/stock/stock.ts';
import { stockProjection } from '../../hub/stock/stock-projection.ts';
import { stockSchema } from '../../hub/stock/stock-schema.ts';
import { openHubStore } from '../../hub/store/open-hub-store.ts';

const counter = 'c-001';
const slot = fc.constantFrom(1, 2, 3);
const goods = { entry: fc.constantFrom('E1', 'E2'), lot: fc.constantFrom('A', 'B') };
const permit = {} as never;
const order = `o${'0'.repeat(24)}`;
const body = fc.oneof(
  fc.record({
    kind: fc.constant('restock' as const),
    slot,
    ...goods,
    madeOn: fc.constant('2026-01-01'),
    bestBefore: fc.constantFrom('2026-12-01', '2027-01-01'),
    count: fc.integer({ min: 0, max: 5 }),
    capacity: fc.constant(10),
    priceFen: fc.constantFrom(100, 200),
    operator: fc.constant('100'),
  }),
  fc.record({
    kind: fc.constant('stock' as const),
    slot,
    ...goods,
    expected: fc.constant(1),
    found: fc.integer({ min: 0, max: 5 }),
    why: fc.constant('damaged' as const),
    operator: fc.constant('100'),
  }),
  fc.record({
    kind: fc.constantFrom('outcome' as const, 'test-outcome' as const),
    slot,
    ...goods,
    outcome: fc.constantFrom('delivered' as const, 'not-delivered' as const, 'unknown' as const),
    order: fc.constant(order),
    permit: fc.constant(permit),
  }),
  fc.record({
    kind: fc.constant('slot' as const),
    slot,
    locked: fc.boolean(),
    why: fc.constantFrom('a', 'b'),
  }),
  fc.record({
    kind: fc.constant('fault' as const),
    code: fc.constantFrom('slot-1', 'slot-2', 'door-open'),
    active: fc.boolean(),
    detail: fc.constant('jam'),
  }),
);

let db: Db;
beforeEach(async () => {
  db = await openHubStore({ path: ':memory:', engine: 'node:sqlite', schemas: [stockSchema] });
});
afterEach(() => db.close());

async function commit(lines: readonly Line[], key = 1): Promise<void> {
  const draft = emptyDraft();
  for (const line of lines) draft.others.push({ key, counter, journal: 'j', line: line as never });
  await db.transaction((tx) => stockProjection(tx, { parts: [], draft, committedAtMs: 1 }));
}

describe('stock of slots', () => {
  it('[STK-1] [STK-2] says what the counter’s own planogram says, however its lines are grouped and repeated', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(body, { maxLength: 30 }),
        fc.integer({ min: 1, max: 6 }),
        async (bodies, size) => {
          await db.run('DELETE FROM slot_stock');
          const lines = bodies.map(
            (one, at) => ({ seq: at + 1, at: 1000 + at, up: at, ...one }) as unknown as Line,
          );
          let planogram: SlotRecords = new Map();
          for (const line of lines) planogram = applyLine(planogram, line);
          for (let at = 0; at < lines.length; at += size)
            await commit(lines.slice(Math.max(0, at - 1), at + size));
          const shown = (await createStock({ reader: db }).ofCounter(counter))
            .filter(({ goods: held }) => held)
            .map(({ slot: number, goods: held, locked, fault }) => {
              const { loadedAtMs: _, ...rest } = held!;
              return { slot: number, ...rest, ...(locked && { locked }), ...(fault && { faulty: fault }) };
            });
          const own = [...planogram.values()].map(slotOfRecord).filter((one) => one !== undefined);
          expect(shown).toEqual(own.sort((a, b) => a.slot - b.slot));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('[STK-1] lets a journal that was set aside change nothing any more', async () => {
    const load = (seq: number, count: number) =>
      ({
        seq,
        at: seq,
        up: seq,
        kind: 'restock',
        slot: 1,
        entry: 'E1',
        lot: 'A',
        count,
        capacity: 9,
      }) as never;
    await commit([load(1, 5)], 2);
    await commit([load(9, 1)], 1);
    expect((await createStock({ reader: db }).ofCounter(counter))[0]?.goods?.count).toBe(5);
  });

  it('[STK-3] counts what of an entry, and of a lot, is still inside machines', async () => {
    const load = (seq: number, number: number, entry: string, lot: string, count: number) => ({
      ...{ seq, at: seq, up: seq, kind: 'restock', slot: number, entry, lot, count, capacity: 9 },
      ...{ madeOn: '2026-01-01', bestBefore: '2026-12-31', priceFen: 100, operator: '1' },
    });
    const lines = [
      load(1, 1, 'E1', 'A', 4),
      load(2, 2, 'E1', 'B', 3),
      load(3, 3, 'E2', 'A', 2),
      load(4, 4, 'E1', 'A', 0),
    ];
    await commit(lines as never);
    const stock = createStock({ reader: db });
    expect(await stock.totalsOfEntries(['E1'])).toEqual({ packages: 7, slots: 2, counters: 1 });
    expect(await stock.totalsOfEntries(['E1'], ['A'])).toEqual({ packages: 4, slots: 1, counters: 1 });
    expect(await stock.ofEntries(['E1', 'E2'], ['A'])).toMatchObject([
      { slot: 1, entry: 'E1', count: 4 },
      { slot: 3, entry: 'E2', count: 2 },
    ]);
    expect(await stock.levels('2026-12-31')).toEqual([{ counter, slots: 4, empty: 1, expiring: 3 }]);
  });
});
