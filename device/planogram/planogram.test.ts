import type { Db } from '@zhuangui/protocol/db/db.ts';
import { migrate } from '@zhuangui/protocol/db/migrate.ts';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import type { Line, LineBody } from '@zhuangui/protocol/journal-lines.ts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyLine, type SlotRecords, slotFaultCode, slotOfFault } from './apply-line.ts';
import { loadOpenRestocks } from './open-restock.ts';
import { createPlanogram } from './planogram.ts';
import { loadPlanogram, planogramMigrations, projectPlanogram, replayPlanogram } from './planogram-store.ts';

const numbered = (bodies: readonly LineBody[]): Line[] =>
  bodies.map((body, index) => ({ seq: index + 1, at: 1, up: 1, ...body }) as Line);

const restock = (slot: number, entry = 'E1', count = 5): LineBody => ({
  kind: 'restock',
  slot,
  entry,
  lot: 'L1',
  madeOn: '2026-04-01',
  bestBefore: '2026-09-01',
  count,
  capacity: 8,
  priceFen: 1500,
  operator: 'op',
});
const item = (slot: number, entry = 'E1') => ({ item: 1, slot, entry, lot: 'L1', priceFen: 1500 });
const outcome = (slot: number, how: 'delivered' | 'not-delivered' | 'unknown', entry = 'E1'): LineBody => ({
  kind: 'outcome',
  order: `o${'0'.repeat(24)}`,
  ...item(slot, entry),
  method: 'test',
  outcome: how,
  detail: 'x',
});
const testOutcome = (slot: number, how: 'delivered' | 'not-delivered' | 'unknown'): LineBody => ({
  kind: 'test-outcome',
  vend: `v${'0'.repeat(16)}`,
  slot,
  entry: 'E1',
  lot: 'L1',
  outcome: how,
  detail: 'x',
  operator: 'op',
});
const stock = (slot: number, expected: number, found: number, entry = 'E1'): LineBody => ({
  kind: 'stock',
  slot,
  entry,
  lot: 'L1',
  expected,
  found,
  why: 'miscounted',
  operator: 'op',
});
const session = (id: string, state: 'opened' | 'closed'): LineBody => ({
  kind: 'restock-session',
  session: `s${id.repeat(16)}`,
  state,
  operator: 'op',
});
const lock = (slot: number, locked: boolean): LineBody => ({ kind: 'slot', slot, locked, why: 'jam' });
const fault = (slot: number, active: boolean): LineBody => ({
  kind: 'fault',
  code: slotFaultCode(slot),
  active,
  detail: 'motor does not exist',
});
const fold = (bodies: readonly LineBody[]): SlotRecords =>
  numbered(bodies).reduce<SlotRecords>(applyLine, new Map());
const slotAfter = (...bodies: LineBody[]) => {
  const planogram = createPlanogram(new Map(), 0);
  planogram.apply(numbered(bodies));
  return planogram.slot(1);
};

describe('what a line does to the planogram', () => {
  it('[SALE-21] counts a package that left or may have left, and not one that stayed', () => {
    const lines = [outcome(1, 'delivered'), outcome(1, 'unknown'), outcome(1, 'not-delivered')];
    expect(slotAfter(restock(1), ...lines)?.count).toBe(3);
    expect(slotAfter(restock(1, 'E1', 0), outcome(1, 'delivered'))?.count).toBe(0);
  });

  it('[SALE-21] does not count a late outcome against goods loaded since', () => {
    expect(slotAfter(restock(1), restock(1, 'E2', 4), outcome(1, 'unknown', 'E1'))?.count).toBe(4);
  });

  it('[RST-1] counts a test vend as it counts a sale', () => {
    const lines = [testOutcome(1, 'delivered'), testOutcome(1, 'unknown'), testOutcome(1, 'not-delivered')];
    expect(slotAfter(restock(1), ...lines)?.count).toBe(3);
  });

  it('[RST-1] believes what was found, and nothing that was found of other goods', () => {
    expect(slotAfter(restock(1), stock(1, 5, 2))?.count).toBe(2);
    expect(slotAfter(restock(1), stock(1, 5, 2, 'E2'))?.count).toBe(5);
    expect(slotAfter(stock(1, 5, 2))).toBeUndefined();
  });

  it('[SALE-22] keeps lock and fault through a restock until someone takes them away', () => {
    expect(slotAfter(lock(1, true), fault(1, true), restock(1))).toMatchObject({
      locked: 'jam',
      faulty: 'motor does not exist',
    });
    const cleared = slotAfter(lock(1, true), fault(1, true), restock(1), lock(1, false), fault(1, false));
    expect(cleared).not.toHaveProperty('locked');
    expect(cleared).not.toHaveProperty('faulty');
  });

  it('[SALE-22] knows nothing of a slot that was locked but never loaded', () => {
    expect(slotAfter(lock(1, true))).toBeUndefined();
  });

  it('reads the slot out of a fault code, and leaves other faults alone', () => {
    expect(slotOfFault('slot-60')).toBe(60);
    for (const code of ['board', 'slot-', 'slot-x', 'slot-0', 'slot-1001', 'slot-1.5']) {
      expect(slotOfFault(code)).toBeUndefined();
    }
  });

  it('follows each committed line once, however often it hears of it', () => {
    const planogram = createPlanogram(new Map(), 0);
    const lines = numbered([restock(1), outcome(1, 'delivered')]);
    planogram.apply(lines);
    planogram.apply(lines);
    expect(planogram.slots().map((slot) => slot.count)).toEqual([4]);
  });
});

const bodyArb = fc.oneof(
  fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom('E1', 'E2'), fc.integer({ min: 0, max: 5 }))
    .map(([slot, entry, count]) => restock(slot, entry, count)),
  fc
    .tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.constantFrom('delivered' as const, 'not-delivered' as const, 'unknown' as const),
      fc.constantFrom('E1', 'E2'),
    )
    .map(([slot, how, entry]) => outcome(slot, how, entry)),
  fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom('delivered' as const, 'unknown' as const))
    .map(([slot, how]) => testOutcome(slot, how)),
  fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.nat(5), fc.constantFrom('E1', 'E2'))
    .map(([slot, found, entry]) => stock(slot, 5, found, entry)),
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.boolean()).map(([slot, on]) => lock(slot, on)),
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.boolean()).map(([slot, on]) => fault(slot, on)),
  fc.boolean().map((open): LineBody => ({ kind: 'door', open })),
);

describe('the planogram in the database', () => {
  let db: Db;
  beforeEach(async () => {
    db = await openDb({ engine: 'node:sqlite', path: ':memory:' });
    await migrate(db, planogramMigrations);
  });
  afterEach(() => db.close());

  const tidy = (records: SlotRecords) =>
    [...records.values()]
      .filter((one) => one.goods ?? one.locked ?? one.faulty)
      .map((one) => JSON.parse(JSON.stringify(one)))
      .sort((a, b) => a.slot - b.slot);

  it('[SALE-20] holds what memory holds, in whatever portions the lines came', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(bodyArb, { maxLength: 4 }), { maxLength: 6 }), async (portions) => {
        await db.run('DELETE FROM planogram_slot');
        for (const portion of portions) {
          await db.transaction((tx) => projectPlanogram(tx, numbered(portion)));
        }
        expect(tidy(await loadPlanogram(db))).toEqual(tidy(fold(portions.flat())));
      }),
      { numRuns: 100 },
    );
  });

  it('[SALE-20] changes nothing when the append is rolled back', async () => {
    await projectPlanogram(db, numbered([restock(1)]));
    const broken = db.transaction(async (tx) => {
      await projectPlanogram(tx, numbered([outcome(1, 'delivered')]));
      throw new Error('disk');
    });
    await expect(broken).rejects.toThrow('disk');
    expect((await loadPlanogram(db)).get(1)?.goods?.count).toBe(5);
  });

  it('[RST-3] remembers a restock session until it is closed, and rebuilds that from the lines', async () => {
    await projectPlanogram(db, numbered([session('a', 'opened'), session('b', 'opened')]));
    await projectPlanogram(db, numbered([session('a', 'closed')]));
    expect(await loadOpenRestocks(db)).toEqual([{ session: `s${'b'.repeat(16)}`, operator: 'op' }]);
    await replayPlanogram(db, numbered([session('c', 'opened')]));
    expect(await loadOpenRestocks(db)).toEqual([{ session: `s${'c'.repeat(16)}`, operator: 'op' }]);
  });

  it('[SALE-23] is rebuilt from salvaged lines alone', async () => {
    await projectPlanogram(db, numbered([restock(1), restock(2)]));
    await replayPlanogram(db, numbered([restock(1), outcome(1, 'delivered'), lock(1, true)]));
    expect(tidy(await loadPlanogram(db))).toEqual(
      tidy(fold([restock(1), outcome(1, 'delivered'), lock(1, true)])),
    );
  });
});
