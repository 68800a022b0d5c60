import type { Db } from '@zhuangui/protocol/db/db.ts';
import { migrate } from '@zhuangui/protocol/db/migrate.ts';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { journalMigrations } from '../journal/journal-schema.ts';
import { newJournalKey } from '../journal/key.ts';
import { openJournal } from '../journal/sqlite-journal.ts';
import { createPlanogram } from '../planogram/planogram.ts';
import { loadPlanogram, planogramMigrations, projectPlanogram } from '../planogram/planogram-store.ts';
import { silentLog } from '../platform/log.ts';
import { systemRandom } from '../platform/random.ts';
import { loadOpenOrders, projectOpenOrders, replayOpenOrders, saleMigrations } from './open-order-store.ts';
import { foldOrder, openOrdersOf } from './open-orders.ts';
import { HandClock, Outside, restock, startRig, until } from './sale-rig.ts';

/** Every line of two sales that ended differently, as a real sale writes them. */
async function linesOfSales(): Promise<Line[]> {
  const outside = new Outside();
  for (const board of ['unknown', 'not-delivered', 'delivered'] as const) {
    const rig = startRig(outside, { board });
    await rig.sales.start({ slots: [2, 2], method: 'test' });
    await until(() => !rig.sales.busy());
    outside.write([{ kind: 'slot', slot: 2, locked: false, why: 'looked at' }]);
  }
  return outside.lines;
}
const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

describe('open orders', () => {
  let db: Db;
  beforeEach(async () => {
    db = await openDb({ engine: 'node:sqlite', path: ':memory:' });
    await migrate(db, saleMigrations, 'sale');
  });
  afterEach(() => db.close());

  it('[SALE-1] are the same in the table and in a reading of the whole journal, wherever it ends', async () => {
    const lines = await linesOfSales();
    expect(lines.filter((line) => line.kind === 'closed')).toHaveLength(3);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(lines.length), { maxLength: 6 }),
        fc.nat(lines.length),
        async (cuts, end) => {
          await db.run('DELETE FROM open_order');
          const edges = [0, ...cuts.filter((cut) => cut < end).sort((a, b) => a - b), end];
          for (const [index, edge] of edges.slice(1).entries()) {
            await db.transaction((tx) => projectOpenOrders(tx, lines.slice(edges[index], edge)));
          }
          expect(await loadOpenOrders(db)).toEqual(plain(openOrdersOf(lines.slice(0, end))));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('[SALE-23] are rebuilt from salvaged lines alone', async () => {
    const lines = (await linesOfSales()).filter((line) => line.kind !== 'closed');
    await db.run('INSERT INTO open_order VALUES (?, ?, ?)', ['oold', 1, '{}']);
    await replayOpenOrders(db, lines);
    expect(await loadOpenOrders(db)).toEqual(plain(openOrdersOf(lines)));
    expect(await loadOpenOrders(db)).toHaveLength(3);
  });

  it('[SALE-1] only move forwards: a repeated or contradicting line changes nothing', async () => {
    const lines = await linesOfSales();
    for (const line of lines) {
      const before = openOrdersOf(lines);
      expect(openOrdersOf([...lines, line])).toEqual(before);
    }
    const outcome = lines.find((line) => line.kind === 'outcome')!;
    const order = lines.filter((line) => line.kind === 'order')[0]!;
    const settled = [order, outcome].reduce(foldOrder, undefined);
    expect(foldOrder(settled, { ...outcome, outcome: 'delivered' })).toEqual(settled);
  });
});

describe('a sale on the real journal', () => {
  it('[SALE-1] [SALE-20] moves journal, planogram and open orders in one transaction, and survives a restart', async () => {
    const db = await openDb({ engine: 'node:sqlite', path: ':memory:' });
    await migrate(db, journalMigrations, 'journal');
    await migrate(db, [...planogramMigrations, ...saleMigrations], 'sale');
    const clock = new HandClock();
    const random = systemRandom();
    const key = newJournalKey();
    const journal = await openJournal({ db, counter: 'test-counter', key, clock, random, log: silentLog });
    const project: typeof projectOpenOrders = async (tx, lines) => {
      await projectPlanogram(tx, lines);
      await projectOpenOrders(tx, lines);
    };
    await journal.append([restock(1), restock(2)], project);
    const planogram = createPlanogram(await loadPlanogram(db), journal.head().seq);
    journal.onAppended((lines) => planogram.apply(lines));
    const outside = new Outside();
    const parts = {
      journal,
      project,
      committed: planogram.apply,
      openOrders: () => loadOpenOrders(db),
      random,
    };

    const first = startRig(outside, { killAt: 2, parts });
    first.sales.start({ slots: [1, 2], method: 'test' }).catch(() => undefined);
    await until(first.dead);
    expect(await loadOpenOrders(db)).toMatchObject([{ items: [{ slot: 1 }, { slot: 2 }] }]);

    const second = startRig(outside, { parts });
    expect(await second.sales.recover()).toMatchObject({ found: 1, closed: 1 });
    expect(await loadOpenOrders(db)).toEqual([]);
    expect(await second.sales.start({ slots: [1], method: 'test' })).toMatchObject({ ok: true });
    await until(() => !second.sales.busy());
    expect(second.sales.state()).toMatchObject({ phase: 'done', paidFen: 1500, deliveredFen: 1500 });
    expect(await loadOpenOrders(db)).toEqual([]);
    expect(planogram.slots().map((slot) => slot.count)).toEqual([4, 5]);
    const stored = createPlanogram(await loadPlanogram(db), 0);
    expect(stored.slots()).toEqual(planogram.slots());
    second.sales.close();
    await journal.close();
    await db.close();
  });
});
