import type { Db } from '@zhuangui/protocol/db/db.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ledgerSchema } from '../ledger/ledger-schema.ts';
import { systemClock } from '../platform/clock.ts';
import type { Question } from '../statistics/figure-query.ts';
import type { FigureRow, FigureTable } from '../statistics/figures.ts';
import { openHubStore } from '../store/open-hub-store.ts';
import { moneySchema } from './money-schema.ts';
import { createSettlements, type Settlements } from './settlements.ts';

const actor = { kind: 'person' as const, id: 'p1', name: '乌云' };
const other = { ...actor, id: 'p2', name: '其其格' };
const nowMs = Date.parse('2026-11-30T23:30:00+08:00');

describe('settlements', () => {
  let db: Db;
  let settlements: Settlements;
  let audited: string[];
  /** Month to fen sold. */
  const sold = new Map<string, number>();
  beforeEach(async () => {
    db = await openHubStore({
      path: ':memory:',
      engine: 'node:sqlite',
      schemas: [ledgerSchema, moneySchema],
    });
    audited = [];
    sold.clear();
    settlements = createSettlements({
      ...{ db, reader: db, figures: { ask }, clock: { ...systemClock(), nowMs: () => nowMs } },
      audit: { write: async (_tx, { object }) => void audited.push(object), note: async () => {} },
    });
  });
  afterEach(() => db.close());

  async function ask({ from, to, grain }: Question): Promise<FigureTable> {
    const within = [...sold].filter(([month]) => month >= from.slice(0, 7) && month <= to.slice(0, 7));
    const rows = within.map(([month, salesFen]) => ({
      ...{ period: grain === 'none' ? '' : month, key: 'a', name: '企业', sales: 1, salesFen },
    }));
    return { rows: rows as FigureRow[], total: {} as FigureTable['total'] };
  }

  it('[MON-7] of two people who settle the same month at the same instant one is told that it is done', async () => {
    sold.set('2026-10', 500);
    const both = await Promise.allSettled([
      settlements.settle('2026-10', 'supplier', actor),
      settlements.settle('2026-10', 'supplier', other),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { kind: 'conflict', reason: 'settled-already' },
    });
    expect(audited).toEqual(['settlement/supplier/2026-10']);
    expect(await db.query('SELECT sales_fen AS fen FROM settlement_row')).toEqual([{ fen: 500 }]);
  });

  it('[MON-7] leaves no month with sales out: it could never be settled any more', async () => {
    sold.set('2026-08', 700).set('2026-10', 500);
    const settle = (month: string) => settlements.settle(month, 'supplier', actor);
    await expect(settle('2026-10')).rejects.toMatchObject({
      reason: 'earlier-open',
      values: { month: '2026-08' },
    });
    await settle('2026-08');
    await expect(settle('2026-10')).resolves.toMatchObject({ rows: [{ salesFen: 500 }] });
    await expect(settle('2026-11')).rejects.toMatchObject({ reason: 'month-not-over' });
  });

  it('[MON-7] shows what came late to a month settled long ago, once', async () => {
    for (let month = 1; month <= 9; month += 1) {
      const name = `2026-0${month}`;
      sold.set(name, 100);
      await settlements.settle(name, 'supplier', actor);
    }
    sold.set('2026-01', 130).set('2026-10', 5);
    const settled = await settlements.settle('2026-10', 'supplier', actor);
    expect(settled.rows).toMatchObject([{ salesFen: 5, earlier: { '2026-01': 30 } }]);
    expect((await settlements.of('2026-11', 'supplier')).rows).toEqual([]);
  });
});
