import { describe, expect, it } from 'vitest';
import { DbError } from './db-error.ts';
import type { Driver } from './driver.ts';
import { SerialDb } from './serial-db.ts';

/** A driver that records statements and fails those that `failures` names. */
function fakeDriver(failures: Map<string, DbError>): Driver & { seen: string[] } {
  const seen: string[] = [];
  const perform = async (sql: string) => {
    seen.push(sql);
    const failure = failures.get(sql);
    if (failure !== undefined) throw failure;
  };
  return {
    seen,
    all: async (sql) => perform(sql).then(() => []),
    change: async (sql) => perform(sql).then(() => 1),
    close: async () => perform('close'),
  };
}

const io = new DbError('io', 'fsync failed');
const withCode = (code: string) => expect.objectContaining({ code });

describe('SerialDb', () => {
  it('[DB-8] does nothing more after an I/O error, except closing', async () => {
    const driver = fakeDriver(new Map([['DELETE FROM a', io]]));
    const db = new SerialDb(driver);
    await expect(db.run('DELETE FROM a')).rejects.toBe(io);
    await expect(db.query('SELECT 1')).rejects.toEqual(withCode('io'));
    await expect(db.transaction(async () => undefined)).rejects.toThrow('reopen');
    await db.close();
    expect(driver.seen).toEqual(['DELETE FROM a', 'close']);
  });

  it('[DB-3] rolls back and rejects when COMMIT fails', async () => {
    const full = new DbError('full', 'no room');
    const driver = fakeDriver(new Map([['COMMIT', full]]));
    const db = new SerialDb(driver);
    await expect(db.transaction((tx) => tx.run('DELETE FROM a'))).rejects.toBe(full);
    expect(driver.seen).toEqual(['BEGIN IMMEDIATE', 'DELETE FROM a', 'COMMIT', 'ROLLBACK']);
  });

  it('[DB-8] gives the connection up when ROLLBACK fails, and keeps the reason', async () => {
    const driver = fakeDriver(new Map([['ROLLBACK', new DbError('other', 'cannot')]]));
    const db = new SerialDb(driver);
    const reason = new Error('work failed');
    const attempt = db.transaction(async () => Promise.reject(reason));
    await expect(attempt).rejects.toMatchObject({ code: 'io', cause: reason });
    await expect(db.query('SELECT 1')).rejects.toEqual(withCode('io'));
  });

  it('[DB-3] takes an engine that rolled back by itself as rolled back', async () => {
    const gone = new DbError('other', 'cannot rollback - no transaction is active');
    const driver = fakeDriver(new Map([['ROLLBACK', gone]]));
    const db = new SerialDb(driver);
    await expect(db.transaction(async () => Promise.reject(new Error('work failed')))).rejects.toThrow(
      'work failed',
    );
    expect(await db.query('SELECT 1')).toEqual([]);
  });

  it('does not run the work when BEGIN fails', async () => {
    const busy = new DbError('busy', 'locked');
    const driver = fakeDriver(new Map([['BEGIN IMMEDIATE', busy]]));
    let ran = false;
    const attempt = new SerialDb(driver).transaction(async () => {
      ran = true;
    });
    await expect(attempt).rejects.toBe(busy);
    expect([ran, driver.seen]).toEqual([false, ['BEGIN IMMEDIATE']]);
  });

  it('[DB-3] rolls back when a statement that nobody awaited fails', async () => {
    const failure = new DbError('constraint', 'twice');
    const driver = fakeDriver(new Map([['DELETE FROM a', failure]]));
    const attempt = new SerialDb(driver).transaction(async (tx) => {
      tx.run('DELETE FROM a').catch(() => undefined);
    });
    await expect(attempt).rejects.toMatchObject({ code: 'constraint', cause: failure });
    expect(driver.seen.at(-1)).toBe('ROLLBACK');
  });
});
