import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from './db.ts';
import { type Migration, migrate } from './migrate.ts';
import { openNodeSqliteDb } from './node-sqlite-db.ts';

const first: Migration = { id: 1, name: 'lines', statements: ['CREATE TABLE line (a INTEGER) STRICT'] };
const second: Migration = {
  id: 2,
  name: 'parts',
  statements: ['CREATE TABLE part (b TEXT) STRICT', "INSERT INTO part VALUES ('one; two')"],
};

describe('migrate', () => {
  let db: Db;
  beforeEach(async () => {
    db = await openNodeSqliteDb({ path: ':memory:' });
  });
  afterEach(() => db.close());

  it('[DB-9] applies each step once, in order, as the list grows', async () => {
    expect(await migrate(db, [first])).toEqual([1]);
    expect(await migrate(db, [first, second])).toEqual([2]);
    expect(await migrate(db, [first, second])).toEqual([]);
    expect(await db.query('SELECT b FROM part')).toEqual([{ b: 'one; two' }]);
  });

  it('[DB-9] leaves nothing of a step that fails half-way, and can try again', async () => {
    const broken = { ...second, statements: [...second.statements, 'INSERT INTO nowhere VALUES (1)'] };
    await expect(migrate(db, [first, broken])).rejects.toThrow('nowhere');
    await expect(db.query('SELECT b FROM part')).rejects.toThrow('no such table');
    expect(await migrate(db, [first, second])).toEqual([2]);
  });

  it('[DB-9] refuses a database that is newer than the program', async () => {
    await migrate(db, [first, second]);
    await expect(migrate(db, [first])).rejects.toMatchObject({
      code: 'misuse',
      message: /newer than this program/,
    });
  });

  it('[DB-9] refuses an edited step, but not a re-indented one', async () => {
    await migrate(db, [first]);
    const edited = { ...first, statements: ['CREATE TABLE line (a TEXT) STRICT'] };
    await expect(migrate(db, [edited])).rejects.toThrow('differs');
    const indented = { ...first, statements: ['\n  CREATE TABLE line\n  (a INTEGER) STRICT'] };
    expect(await migrate(db, [indented])).toEqual([]);
  });

  it('[DB-9] refuses numbers out of order and a step slipped in below the newest', async () => {
    await expect(migrate(db, [second, first])).rejects.toThrow('out of order');
    await expect(migrate(db, [{ ...first, id: 0 }])).rejects.toThrow('out of order');
    await migrate(db, [second]);
    await expect(migrate(db, [first, second])).rejects.toThrow('too late');
  });

  it('[DB-9] numbers each area by itself', async () => {
    expect(await migrate(db, [first], 'ledger')).toEqual([1]);
    expect(await migrate(db, [{ ...second, id: 1 }], 'catalog')).toEqual([1]);
    expect(await migrate(db, [first], 'ledger')).toEqual([]);
  });
});
