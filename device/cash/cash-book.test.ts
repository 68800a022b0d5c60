import type { Db } from '@zhuangui/protocol/db/db.ts';
import { migrate } from '@zhuangui/protocol/db/migrate.ts';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import type { Line, LineBody } from '@zhuangui/protocol/journal-lines.ts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  balanceFen,
  type CashBook,
  dueFen,
  emptyBook,
  foldBook,
  isEven,
  isHolding,
  spareFen,
} from './cash-book.ts';
import { cashMigrations, loadCashBook, projectCash, replayCash } from './cash-book-store.ts';
import {
  announceLines,
  cashLine,
  differenceLines,
  forfeitLines,
  paidLines,
  targetsOf,
} from './payout-lines.ts';

const order = `o${'0'.repeat(24)}`;
const other = `o${'1'.repeat(24)}`;
const refundBody = (item: number, amountFen: number, state: 'due' | 'done', of = order): LineBody => ({
  kind: 'refund',
  order: of,
  refund: `r${of.slice(1)}-${item}`,
  item,
  amountFen,
  method: 'cash',
  state,
  reason: 'x',
});
const paidBody = (amountFen: number, of = order): LineBody => ({
  kind: 'paid',
  order: of,
  method: 'cash',
  amountFen,
  transaction: 't',
});
const deliveredBody = (priceFen: number, of = order): LineBody => ({
  kind: 'outcome',
  order: of,
  item: 1,
  slot: 1,
  entry: 'NM-1',
  lot: 'a',
  priceFen,
  method: 'cash',
  outcome: 'delivered',
  detail: 'x',
});
const closedBody = (of = order): LineBody => ({
  kind: 'closed',
  order: of,
  paidFen: 0,
  deliveredFen: 0,
  refundedFen: 0,
});
const lines = (...bodies: LineBody[]): Line[] =>
  bodies.map((body, index) => ({ seq: index + 1, at: 1_000 + index, up: 1, ...body }) as Line);
const book = (...bodies: LineBody[]): CashBook => lines(...bodies).reduce(foldBook, emptyBook());

const sale: LineBody[] = [
  cashLine('inserted', 'note', 2000, order),
  cashLine('inserted', 'coin', 100, order),
  paidBody(2100),
  deliveredBody(1500),
  refundBody(1, 600, 'due'),
  ...announceLines([{ order, amountFen: 600 }]),
  ...paidLines([{ order, amountFen: 600 }], { notesFen: 500, coinsFen: 100, unknownFen: 0 }),
  refundBody(1, 600, 'done'),
  closedBody(),
];

describe('the cash book', () => {
  it('[CASH-1] follows an order from its first note to its close', () => {
    expect(balanceFen(book(...sale.slice(0, 4)).orders.get(order)!)).toBe(600);
    expect(isHolding(book(...sale.slice(0, 3)).orders.get(order)!)).toBe(true);
    const due = book(...sale.slice(0, 5));
    expect(targetsOf(due)).toEqual([{ order, amountFen: 600 }]);
    expect(book(...sale.slice(0, 6)).orders.get(order)).toMatchObject({ payingFen: 600 });
    expect(spareFen(book(...sale.slice(0, 8)).orders.get(order)!)).toBe(600);
    const after = book(...sale);
    expect(isEven(after)).toBe(true);
    expect(after.boxes).toEqual({ notes: 1500, coins: 0 });
  });

  it('[CASH-1] counts a line that is told twice once', () => {
    const told = lines(...sale.slice(0, 2));
    const once = told.reduce(foldBook, emptyBook());
    expect(told.reduce(foldBook, once)).toBe(once);
  });

  it('[CASH-5] holds a payout back while any credit is still to be spent', () => {
    const two = book(...sale.slice(0, 5), cashLine('inserted', 'note', 1000, other));
    expect(targetsOf(two)).toEqual([]);
  });

  it('[CASH-11] does not count what came back before the order was paid to its refunds', () => {
    const pulled = book(
      cashLine('inserted', 'note', 1000, order),
      cashLine('paid-out', 'note', 500, order),
      paidBody(500),
      refundBody(1, 500, 'due'),
    );
    expect(dueFen(pulled.orders.get(order)!)).toBe(500);
  });

  it('[CASH-14] forfeits what nobody may ask for, the order being paid first', () => {
    const both = book(
      cashLine('inserted', 'note', 500, other),
      paidBody(500, other),
      cashLine('inserted', 'note', 300, order),
      cashLine('inserted', 'coin', 50, undefined),
    );
    expect(forfeitLines(both, 1000, order)).toEqual([
      cashLine('forfeited', 'unknown', 300, order),
      cashLine('forfeited', 'unknown', 50, undefined),
    ]);
  });

  it('[CASH-10] writes the difference of the level, and none when there is none', () => {
    const one = book(cashLine('inserted', 'note', 500, order));
    expect(differenceLines(one, 700, order)[0]).toMatchObject({ event: 'inserted', amountFen: 200 });
    expect(differenceLines(one, 100, order)[0]).toMatchObject({ event: 'paid-out', amountFen: 400 });
    expect(differenceLines(one, 500, order)).toEqual([]);
    expect(differenceLines(one, null, order)).toEqual([]);
  });

  it('[CASH-8] writes what was paid too much as inserted too', () => {
    const said = paidLines([{ order, amountFen: 100 }], { notesFen: 0, coinsFen: 150, unknownFen: 0 });
    expect(said).toEqual([
      cashLine('paid-out', 'coin', 100, order),
      cashLine('inserted', 'unknown', 50, undefined),
      cashLine('paid-out', 'coin', 50, undefined),
    ]);
  });

  it('[CASH-15] remembers a hand-over until the next count', () => {
    const handed = book({ kind: 'service', operator: 'op', action: 'cash-handed-over', detail: 'x' });
    expect(handed.handed).toBe(true);
    const count = {
      kind: 'cash-count',
      box: 'notes',
      expectedFen: 0,
      countedFen: 5,
      leftFen: 5,
      operator: 'op',
    };
    expect(foldBook(handed, { seq: 9, at: 1, up: 1, ...count } as Line)).toMatchObject({
      handed: false,
      boxes: { notes: 5 },
    });
  });
});

describe('the cash book in the database', () => {
  let db: Db;
  beforeEach(async () => {
    db = await openDb({ engine: 'node:sqlite', path: ':memory:' });
    await migrate(db, cashMigrations, 'cash');
  });
  afterEach(() => db.close());

  const body = fc.constantFrom<LineBody>(
    ...sale,
    cashLine('inserted', 'coin', 10, undefined),
    cashLine('forfeited', 'unknown', 10, other),
    refundBody(2, 40, 'due', other),
    { kind: 'ticket', code: 'cash-owed', detail: 'x', order: other },
    { kind: 'service', operator: 'op', action: 'cash-handed-over', detail: 'x' },
    { kind: 'service', operator: 'op', action: 'something-else', detail: 'x' },
    { ...paidBody(5, other), method: 'wechat' } as LineBody,
    { kind: 'cash-count', box: 'coins', expectedFen: -5, countedFen: 7, leftFen: 3, operator: 'op' },
    closedBody(other),
    { kind: 'door', open: true },
  );

  it('[CASH-1] is the same in the table, in memory and rebuilt, wherever the lines are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(body, { maxLength: 20 }), fc.nat(20), async (bodies, cut) => {
        const all = lines(...bodies);
        await db.transaction((tx) => replayCash(tx, all.slice(0, cut)));
        await db.transaction((tx) => projectCash(tx, all.slice(cut)));
        const inMemory = { ...all.reduce(foldBook, emptyBook()), seq: 0 };
        expect(await loadCashBook(db)).toEqual(inMemory);
        await db.transaction((tx) => replayCash(tx, all));
        expect(await loadCashBook(db)).toEqual(inMemory);
      }),
      { numRuns: 60 },
    );
  });

  it('[CASH-1] follows a new journal, which counts from 1, after the good lines of a damaged one', async () => {
    const before = lines(
      cashLine('inserted', 'note', 2000, order),
      paidBody(2000),
      cashLine('inserted', 'coin', 100, order),
    );
    await db.transaction((tx) => replayCash(tx, before));
    const loaded = await loadCashBook(db);
    const after = lines(refundBody(1, 2100, 'due'), cashLine('inserted', 'note', 500, other));
    await db.transaction((tx) => projectCash(tx, after));
    for (const one of [after.reduce(foldBook, loaded), await loadCashBook(db)]) {
      expect(one.boxes).toEqual({ notes: 2500, coins: 100 });
      expect(dueFen(one.orders.get(order)!)).toBe(2100);
    }
  });
});
