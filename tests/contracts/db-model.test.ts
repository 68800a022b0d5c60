import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import { dbEngines, openDb } from '@zhuangui/protocol/db/open-db.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/** One change of a small key-value table. */
type Change =
  | { kind: 'put'; key: number; value: string }
  | { kind: 'delete'; key: number }
  | { kind: 'clash'; key: number };
/** A transaction, or a change outside one; all are started at once. */
type Step = { kind: 'alone'; change: Change } | { kind: 'transaction'; changes: Change[]; fails: boolean };

const key = fc.integer({ min: 0, max: 4 });
const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('put' as const), key, value: fc.string({ maxLength: 5 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), key }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clash' as const), key }) },
);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('alone' as const), change }),
  fc.record({
    kind: fc.constant('transaction' as const),
    changes: fc.array(change, { maxLength: 5 }),
    fails: fc.boolean(),
  }),
);

async function perform(on: Queries, change: Change): Promise<void> {
  if (change.kind === 'delete') await on.run('DELETE FROM item WHERE k = ?', [change.key]);
  else if (change.kind === 'put') {
    const sql = 'INSERT INTO item VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET v = excluded.v';
    await on.run(sql, [change.key, change.value]);
  } else await on.run('INSERT INTO item VALUES (?, ?)', [change.key, 'clash']);
}

/** The same change on a Map; false when the database would refuse it. */
function applies(model: Map<number, string>, change: Change): boolean {
  if (change.kind === 'clash' && model.has(change.key)) return false;
  if (change.kind === 'delete') model.delete(change.key);
  else model.set(change.key, change.kind === 'put' ? change.value : 'clash');
  return true;
}

/** The table after a step, and whether the step's promise resolves. */
function expected(
  before: Map<number, string>,
  step: Step,
): { after: Map<number, string>; resolves: boolean } {
  const after = new Map(before);
  const changes = step.kind === 'alone' ? [step.change] : step.changes;
  const resolves =
    changes.every((change) => applies(after, change)) && !(step.kind === 'transaction' && step.fails);
  return { after: resolves ? after : before, resolves };
}

async function start(db: Db, step: Step): Promise<void> {
  if (step.kind === 'alone') return perform(db, step.change);
  return db.transaction(async (tx) => {
    for (const change of step.changes) await perform(tx, change);
    if (step.fails) throw new Error('the work gave up');
  });
}

describe.each(dbEngines)('Db model over %s', (engine) => {
  it('[DB-1] [DB-2] [DB-3] is a Map on which steps begun at once happen one after another or not at all', async () => {
    const db = await openDb({ engine, path: ':memory:', statementCacheSize: 2 });
    await db.run('CREATE TABLE item (k INTEGER PRIMARY KEY, v TEXT NOT NULL) STRICT');
    const property = fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      await db.run('DELETE FROM item');
      const settled = await Promise.allSettled(steps.map((step) => start(db, step)));
      let model = new Map<number, string>();
      for (const [n, step] of steps.entries()) {
        const { after, resolves } = expected(model, step);
        expect(settled[n]?.status).toBe(resolves ? 'fulfilled' : 'rejected');
        model = after;
      }
      const rows = await db.query<{ k: number; v: string }>('SELECT k, v FROM item ORDER BY k');
      expect(rows.map((row) => [row.k, row.v])).toEqual([...model].sort(([a], [b]) => a - b));
    });
    await fc.assert(property, { numRuns: 120 });
    await db.close();
  });
});
