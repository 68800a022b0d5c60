import { afterEach, describe, expect, it } from 'vitest';
import type { Projection } from './projection.ts';
import { noonMs, openTestLedger, type TestLedger } from './testing/open-test-ledger.ts';
import { SampleCounter } from './testing/sample-counter.ts';

let hub: TestLedger | undefined;
afterEach(async () => {
  await hub?.stop();
  await hub?.remove();
});

describe('projections', () => {
  it('[LED-11] are written with the lines; one that fails leaves nothing of the group, of any table', async () => {
    let isBroken = true;
    const note: Projection = async (tx, { draft }) => {
      await tx.run('CREATE TABLE IF NOT EXISTS noted (sales INTEGER) STRICT');
      await tx.run('INSERT INTO noted VALUES (?)', [draft.sales.length]);
    };
    const broken: Projection = async () => {
      if (isBroken) throw new Error('cannot write');
    };
    hub = await openTestLedger({ projections: [note, broken], engine: 'node:sqlite' });
    const counter = new SampleCounter('c-001');
    hub.keys.set('c-001', counter.publicKey);
    counter.sale('a', 'E-1', 1200, noonMs);
    expect(await hub.send(counter, counter.batch(1, 5))).toBeUndefined();
    expect(await hub.db.query(`SELECT name FROM sqlite_schema WHERE name = 'noted'`)).toEqual([]);
    for (const table of ['journal', 'journal_part', 'sale', 'sale_order', 'day_total', 'ledger_case'])
      expect(await hub.db.query(`SELECT 1 FROM ${table}`)).toEqual([]);
    isBroken = false;
    expect(await hub.send(counter, counter.batch(1, 5))).toMatchObject({ seq: 5 });
    expect(await hub.db.query('SELECT sales FROM noted')).toEqual([{ sales: 1 }]);
    expect(await hub.ledger.totals()).toMatchObject({ sales: 1, salesFen: 1200 });
  });

  it('[LED-11] are given every refund that counted, once, and outcomes without goods', async () => {
    const seen: unknown[] = [];
    const note: Projection = async (_tx, { draft }) => {
      seen.push(...draft.countedRefunds.map(({ entry, line }) => [entry, line.amountFen]));
      seen.push(...draft.undelivered.map(({ line }) => line.outcome));
    };
    hub = await openTestLedger({ projections: [note], engine: 'node:sqlite' });
    const counter = new SampleCounter('c-001');
    hub.keys.set('c-001', counter.publicKey);
    const order = `o${'1'.repeat(24)}`;
    const item = { item: 1, slot: 7, entry: 'E-1', lot: 'L1', priceFen: 500 };
    const refund = {
      refund: `r${'1'.repeat(24)}-1`,
      order,
      item: 1,
      amountFen: 500,
      method: 'wechat' as const,
    };
    counter.append(
      { kind: 'outcome', order, ...item, method: 'wechat', outcome: 'not-delivered', detail: 'x' },
      noonMs,
    );
    for (const state of ['due', 'done', 'done'] as const)
      counter.append({ kind: 'refund', ...refund, reason: 'x', state }, noonMs);
    await hub.send(counter, counter.batch(1, 3), counter.batch(4, 4));
    expect(seen).toEqual([['', 500], 'not-delivered']);
    expect(await hub.ledger.totals()).toMatchObject({ refunds: 1, refundsFen: 500, notDelivered: 1 });
  });
});
