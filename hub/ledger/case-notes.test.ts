import type { Db } from '@zhuangui/protocol/db/db.ts';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../platform/clock.ts';
import { silentLog } from '../platform/log.ts';
import { CaseNotes } from './case-notes.ts';
import type { NewCase } from './ledger-types.ts';
import { openTestLedger } from './testing/open-test-ledger.ts';

const found = (counter: string): NewCase => ({
  ...{ kind: 'bad-batch' as const, counter, journal: '', seq: 0 },
  detail: 'x'.repeat(1000),
});

describe('case notes', () => {
  it('[ATK-4] what is found while the database is busy is stored in one transaction, every repeat counted', async () => {
    const test = await openTestLedger();
    try {
      let transactions = 0;
      const db: Db = {
        ...test.db,
        query: test.db.query.bind(test.db),
        run: test.db.run.bind(test.db),
        close: test.db.close.bind(test.db),
        transaction(work) {
          transactions += 1;
          return test.db.transaction(work);
        },
      };
      let stored = 0;
      const notes = new CaseNotes({ db, clock: systemClock(), log: silentLog, stored: () => (stored += 1) });
      const busy = test.db.transaction(() => new Promise((resolve) => setImmediate(resolve)));
      await Promise.all([busy, ...Array.from({ length: 600 }, (_, n) => notes.note(found(`c-00${n % 3}`)))]);
      const sql = 'SELECT counter, times, length(detail) AS size FROM ledger_case ORDER BY counter';
      expect(await test.db.query(sql)).toEqual(
        ['c-000', 'c-001', 'c-002'].map((counter) => ({ counter, times: 200, size: 300 })),
      );
      expect([transactions, stored]).toEqual([1, 1]);
      await notes.note(found('c-000'));
      expect(transactions).toBe(2);
    } finally {
      await test.stop();
      await test.remove();
    }
  });

  it('[ATK-4] a case that cannot be stored is in the log, and the next one is tried', async () => {
    const lines: object[] = [];
    let fails = true;
    const db = {
      async transaction(work: (tx: unknown) => Promise<void>) {
        if (fails) throw new Error('disk full');
        await work({ run: async () => undefined, query: async () => [] });
      },
    } as unknown as Db;
    const log = { ...silentLog, error: (fields: object) => void lines.push(fields) };
    let stored = 0;
    const notes = new CaseNotes({ db, clock: systemClock(), log, stored: () => (stored += 1) });
    await notes.note(found('c-001'));
    expect(lines).toMatchObject([{ cases: [{ counter: 'c-001' }] }]);
    fails = false;
    await notes.note(found('c-001'));
    expect(stored).toBe(1);
  });
});
