import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import { DbError } from '@zhuangui/protocol/db/db-error.ts';
import { migrate } from '@zhuangui/protocol/db/migrate.ts';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../platform/clock.ts';
import { silentLog } from '../platform/log.ts';
import { systemRandom } from '../platform/random.ts';
import { nextBatch } from './batches.ts';
import type { Journal } from './journal.ts';
import { journalArea, journalMigrations } from './journal-schema.ts';
import { newJournalKey } from './key.ts';
import { noReserve, type Reserve } from './reserve.ts';
import { openJournal } from './sqlite-journal.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of open.splice(0)) await part.close();
});

interface Failing {
  db: Db;
  /** Transactions that were tried. */
  tries(): number;
  /** What the next commits answer. */
  failWith(code: 'io' | 'full', times: number): void;
}

/** A real database in memory whose commits fail when told to. */
async function failingDb(): Promise<Failing> {
  const real = await openDb({ engine: 'node:sqlite', path: ':memory:' });
  await migrate(real, journalMigrations, journalArea);
  let tries = 0;
  let failures: ('io' | 'full')[] = [];
  const db: Db = {
    query: (sql, params) => real.query(sql, params),
    run: (sql, params) => real.run(sql, params),
    close: () => real.close(),
    transaction: <T>(work: (tx: Queries) => Promise<T>) =>
      real.transaction(async (tx) => {
        tries += 1;
        const result = await work(tx);
        const failure = failures.shift();
        if (failure) throw new DbError(failure, `planted ${failure}`);
        return result;
      }),
  };
  const failWith = (code: 'io' | 'full', times: number) => {
    failures = Array(times).fill(code);
  };
  return { db, tries: () => tries, failWith };
}

async function journalOver(db: Db, reserve: Reserve = noReserve()): Promise<Journal> {
  const parts = { db, reserve, counter: 'test-counter-1', key: newJournalKey(), log: silentLog };
  const journal = await openJournal({ ...parts, clock: systemClock(), random: systemRandom() });
  open.push({ close: () => journal.close().then(() => db.close()) });
  return journal;
}

const door = { kind: 'door', open: true } as const;

it('[JRN-6] a failed sync is final: not tried again, nothing written after it, nothing sold', async () => {
  const { db, tries, failWith } = await failingDb();
  const journal = await journalOver(db);
  await journal.append([door]);
  const head = journal.head();
  failWith('io', 1);
  await expect(journal.append([door])).rejects.toMatchObject({ name: 'JournalError', code: 'io' });
  expect(journal.writable()).toBe(false);
  await expect(journal.append([door])).rejects.toMatchObject({ code: 'io' });
  expect(tries()).toBe(2);
  expect(journal.head()).toEqual(head);
});

it('[JRN-7] a full disk without a reserve refuses, stays readable, and takes lines again later', async () => {
  const { db, tries, failWith } = await failingDb();
  const journal = await journalOver(db);
  failWith('full', 1);
  await expect(journal.append([door])).rejects.toMatchObject({ code: 'full' });
  expect(tries()).toBe(1);
  expect(journal.writable()).toBe(false);
  expect(await journal.linesAfter(0, 10, 10_000)).toEqual([]);
  expect(await journal.append([door])).toHaveLength(1);
});

it('[JRN-7] with the reserve given back the same append is tried once more, not twice', async () => {
  const { db, tries, failWith } = await failingDb();
  const reserve: Reserve = { ok: () => false, release: async () => true, refresh: async () => {} };
  const journal = await journalOver(db, reserve);
  failWith('full', 1);
  expect(await journal.append([door])).toMatchObject([{ seq: 1 }]);
  expect(tries()).toBe(2);
  failWith('full', 2);
  await expect(journal.append([door])).rejects.toMatchObject({ code: 'full' });
  expect(tries()).toBe(4);
  expect(journal.head().seq).toBe(1);
});

it('a listener that throws does not undo or hide a commit', async () => {
  const { db } = await failingDb();
  const journal = await journalOver(db);
  const heard: number[] = [];
  journal.onAppended(() => {
    throw new Error('listener');
  });
  journal.onAppended((lines) => heard.push(lines.length));
  await journal.append([door, door]);
  expect(heard).toEqual([2]);
});

it('[JRN-5] does not sign and send a line that changed under it', async () => {
  const { db } = await failingDb();
  const journal = await journalOver(db);
  await journal.append([door, door, door]);
  await db.run('DROP TRIGGER journal_line_is_final');
  await db.run("UPDATE journal_line SET bytes = CAST('{}' AS BLOB) WHERE seq = 2");
  await expect(nextBatch(journal, 0)).rejects.toMatchObject({ code: 'damaged' });
  await expect(nextBatch(journal, 2)).resolves.toMatchObject({ to: 3 });
});

it('reads no more lines than their count and size allow', async () => {
  const { db } = await failingDb();
  const journal = await journalOver(db);
  await journal.append([door, door, door, door]);
  const [first] = await journal.linesAfter(0, 1, 10_000);
  const size = first!.bytes.length;
  expect(await journal.linesAfter(0, 2, 10_000)).toHaveLength(2);
  expect(await journal.linesAfter(1, 10, size * 2 + 1)).toHaveLength(2);
  expect(await journal.linesAfter(0, 10, size - 1)).toEqual([]);
  expect(await journal.linesAfter(4, 10, 10_000)).toEqual([]);
});
