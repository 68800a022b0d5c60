import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clockAt } from '../ledger/testing/open-test-ledger.ts';
import { assess, defaultWeights, elapsedOf, type Weights } from './assessment.ts';
import type { MonthReport } from './report.ts';
import { freeze, readSnapshot } from './snapshots.ts';
import { noSums } from './sums.ts';
import { openTestStatistics, type TestStatistics } from './testing/open-test-statistics.ts';

const actor = { kind: 'person', id: 'p1', name: '统计员', grants: [] } as const;
const report = { v: 1, period: '2020-10', month: { ...noSums(), sales: 3 } } as unknown as MonthReport;

describe('frozen reports', () => {
  let of: TestStatistics;
  beforeEach(async () => {
    of = await openTestStatistics();
  });
  afterEach(() => of.close());

  it('[REP-3] are never changed or deleted, by the database itself; what was tampered with is noticed', async () => {
    const { db } = of.stores;
    const notes: string[] = [];
    const audit = {
      write: async (_tx: unknown, { object }: { object: string }) => void notes.push(object),
      note: async () => {},
    };
    const parts = { db, clock: clockAt(of.now), audit };
    await freeze(parts, actor, report);
    await expect(freeze(parts, actor, report)).rejects.toMatchObject({ reason: 'frozen-already' });
    await expect(freeze(parts, actor, { ...report, period: '2020-11' })).rejects.toMatchObject({
      reason: 'month-not-over',
    });
    expect(notes).toEqual(['report/2020-10']);
    await expect(db.run(`UPDATE stat_snapshot SET content = '{}'`)).rejects.toThrow(/does not change/);
    await expect(db.run('DELETE FROM stat_snapshot')).rejects.toThrow(/does not change/);
    await expect(
      db.run(`INSERT OR REPLACE INTO stat_snapshot SELECT * FROM stat_snapshot`),
    ).rejects.toThrow();
    expect(await readSnapshot(db, '2020-10')).toMatchObject({
      frozenBy: '统计员',
      content: { month: { sales: 3 } },
    });
    await db.run('DROP TRIGGER stat_snapshot_no_update');
    await db.run(`UPDATE stat_snapshot SET content = replace(content, '3', '4')`);
    await expect(readSnapshot(db, '2020-10')).rejects.toMatchObject({ reason: 'snapshot-damaged' });
  });
});

describe('assessment', () => {
  const row = {
    ...noSums(),
    key: 'a',
    name: 'a',
    counters: 2,
    online: 1,
    sales: 10,
    salesFen: 1000,
    judged: 10,
    certified: 9,
  };
  it('[STAT-9] leaves out what cannot be judged, shares ranks, and never gives more than 100', () => {
    const best = { ...row, key: 'b', targetFen: 100, refused: 0, online: 2, certified: 10 };
    const ranked = assess([row, best, { ...row, key: 'c' }], defaultWeights, 0.5);
    expect(ranked.map(({ key, rank }) => [key, rank])).toEqual([
      ['b', 1],
      ['a', 2],
      ['c', 2],
    ]);
    expect(ranked[0]).toMatchObject({ score: 100, points: { target: 100 } });
    expect(ranked[1]!.points.target).toBeNull();
    const none = Object.fromEntries(Object.keys(defaultWeights).map((name) => [name, 0])) as Weights;
    expect(assess([row], none, 0.5)[0]!.score).toBe(0);
    expect(elapsedOf(2020, '2020-12-31')).toBe(1);
    expect(elapsedOf(2021, '2020-12-31')).toBe(0);
  });
});
