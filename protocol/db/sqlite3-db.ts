import sqlite3 from 'sqlite3';
import type { Db, SqlParams } from './db.ts';
import { DbError, sqliteError } from './db-error.ts';
import { defaultStatementCacheSize, pragmasFor, type SqliteOptions } from './db-options.ts';
import type { Driver } from './driver.ts';
import { Lru } from './lru.ts';
import { SerialDb } from './serial-db.ts';

/** The callback shape of the package: an error or null, with results beside it. */
type Callback = (error: Error | null) => void;

/** One call of the package as a promise. The callback is always passed: without one an error ends the process. */
function settle(where: string, call: (callback: Callback) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    call((error) => (error === null || error === undefined ? resolve() : reject(sqliteError(error, where))));
  });
}

async function connect(options: SqliteOptions): Promise<sqlite3.Database> {
  const mode = options.readonly ? sqlite3.OPEN_READONLY : sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE;
  let database: sqlite3.Database | undefined;
  await settle(`open ${options.path}`, (done) => {
    database = new sqlite3.Database(options.path, mode, done);
  });
  if (database === undefined)
    throw new DbError('other', `The engine gave no connection to ${options.path}: reinstall it`);
  return database;
}

/** A Buffer's bytes as a plain Uint8Array, so that rows look the same from every engine. */
function plainRow(row: Record<string, unknown>): Record<string, unknown> {
  for (const name in row) {
    const value = row[name];
    if (value instanceof Uint8Array)
      row[name] = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  return row;
}

/**
 * npm sqlite3, one statement at a time. Its `db.run` compiles the statement anew at every call, so compiled
 * ones are kept; one that failed is let go, since it may still hold a lock.
 */
class Sqlite3Driver implements Driver {
  readonly #database: sqlite3.Database;
  readonly #statements: Lru<sqlite3.Statement>;

  constructor(database: sqlite3.Database, statementCacheSize: number) {
    this.#database = database;
    this.#statements = new Lru(statementCacheSize);
  }

  all(sql: string, params: SqlParams, keep: boolean): Promise<object[]> {
    return this.#with(sql, keep, async (statement) => {
      let rows: Record<string, unknown>[] = [];
      await settle(sql, (done) => {
        statement.all<Record<string, unknown>>(params, (error, found) => {
          rows = found;
          done(error);
        });
      });
      return rows.map(plainRow);
    });
  }

  change(sql: string, params: SqlParams): Promise<number> {
    return this.#with(sql, true, async (statement) => {
      let changes = 0;
      await settle(sql, (done) => {
        statement.run(params, function ended(this: sqlite3.RunResult, error: Error | null) {
          changes = this.changes;
          done(error);
        });
      });
      return changes;
    });
  }

  async close(): Promise<void> {
    for (const statement of this.#statements.takeAll()) await this.#finalize(statement);
    await settle('close', (done) => this.#database.close(done));
  }

  async #with<T>(sql: string, keep: boolean, use: (statement: sqlite3.Statement) => Promise<T>): Promise<T> {
    const statement = this.#statements.take(sql) ?? (await this.#prepare(sql));
    let usable = false;
    try {
      const result = await use(statement);
      usable = true;
      return result;
    } finally {
      const unwanted = keep && usable ? this.#statements.set(sql, statement) : statement;
      if (unwanted !== undefined) await this.#finalize(unwanted);
    }
  }

  async #prepare(sql: string): Promise<sqlite3.Statement> {
    let statement: sqlite3.Statement | undefined;
    await settle(sql, (done) => {
      statement = this.#database.prepare(sql, done);
    });
    if (statement === undefined) throw new DbError('other', 'The engine gave no statement: reinstall it');
    return statement;
  }

  /** The callback carries the last error of the statement, which its own call has reported already. */
  #finalize(statement: sqlite3.Statement): Promise<void> {
    return new Promise((resolve) => {
      statement.finalize(() => resolve());
    });
  }
}

/**
 * Opens a database with npm `sqlite3`, which works on its thread pool, off the event loop.
 * Rejects with `DbError`: `busy` when another connection owns the file, `corrupt`, `io`.
 */
export async function openSqlite3Db(options: SqliteOptions): Promise<Db> {
  const pragmas = pragmasFor(options);
  const driver = new Sqlite3Driver(
    await connect(options),
    options.statementCacheSize ?? defaultStatementCacheSize,
  );
  try {
    for (const pragma of pragmas) await driver.all(`PRAGMA ${pragma}`, [], false);
  } catch (error) {
    await driver.close();
    throw error;
  }
  return new SerialDb(driver);
}
