import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { SqliteOptions } from '@zhuangui/protocol/db/db-options.ts';
import { type DbEngine, openDb } from '@zhuangui/protocol/db/open-db.ts';
import { afterEach, beforeEach } from 'vitest';

/** What a contract test works with: a directory of its own and databases that are closed after it. */
export interface DbBench {
  /** A path inside the test's directory. */
  file(name: string): string;
  open(options?: Partial<SqliteOptions>): Promise<Db>;
  /** A database with `line (seq INTEGER PRIMARY KEY, body TEXT NOT NULL)`, STRICT. */
  openWithLines(): Promise<Db>;
}

/** Sets up a bench around every test of the enclosing `describe`. */
export function dbBench(engine: DbEngine): DbBench {
  let directory = '';
  let opened: Db[] = [];
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'db-contract-'));
  });
  afterEach(async () => {
    for (const db of opened) await db.close();
    opened = [];
    await rm(directory, { recursive: true });
  });
  const file = (name: string) => join(directory, name);
  const open = async (options: Partial<SqliteOptions> = {}) => {
    const db = await openDb({ engine, path: file('test.db'), busyTimeoutMs: 20, ...options });
    opened.push(db);
    return db;
  };
  const openWithLines = async () => {
    const db = await open();
    await db.run('CREATE TABLE line (seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT');
    return db;
  };
  return { file, open, openWithLines };
}

/** The `seq` of every line, in order of insertion. */
export async function seqs(db: Db): Promise<number[]> {
  const rows = await db.query<{ seq: number }>('SELECT seq FROM line ORDER BY rowid');
  return rows.map((row) => row.seq);
}

/** A promise and the function that resolves it, to hold a transaction open. */
export function gate(): { opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}
