import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { Db, SqlParams, SqlValue } from './db.ts';
import { sqliteError } from './db-error.ts';
import { defaultStatementCacheSize, pragmasFor, type SqliteOptions } from './db-options.ts';
import type { Driver } from './driver.ts';
import { Lru } from './lru.ts';
import { SerialDb } from './serial-db.ts';

/** node:sqlite binds every number as REAL; a bigint makes a whole one an INTEGER, as npm sqlite3 does. */
function bindable(value: SqlValue): SQLInputValue {
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value;
}

/** node:sqlite, one statement at a time: it works while the caller waits, so its results come in a fixed order. */
export class NodeSqliteDriver implements Driver {
  readonly #database: DatabaseSync;
  readonly #statements: Lru<StatementSync>;

  constructor(database: DatabaseSync, statementCacheSize: number) {
    this.#database = database;
    this.#statements = new Lru(statementCacheSize);
  }

  async all(sql: string, params: SqlParams, keep: boolean): Promise<object[]> {
    return this.#with(sql, keep, (statement) => {
      // Rows arrive without a prototype; other engines give plain objects.
      return statement.all(...params.map(bindable)).map((row) => ({ ...row }));
    });
  }

  async change(sql: string, params: SqlParams): Promise<number> {
    return this.#with(sql, true, (statement) => Number(statement.run(...params.map(bindable)).changes));
  }

  async close(): Promise<void> {
    this.#statements.takeAll();
    try {
      this.#database.close();
    } catch (error) {
      throw sqliteError(error, 'close');
    }
  }

  #with<T>(sql: string, keep: boolean, use: (statement: StatementSync) => T): T {
    try {
      const statement = this.#statements.take(sql) ?? this.#database.prepare(sql);
      const result = use(statement);
      if (keep) this.#statements.set(sql, statement);
      return result;
    } catch (error) {
      throw sqliteError(error, sql);
    }
  }
}

function connect(options: SqliteOptions): DatabaseSync {
  try {
    return new DatabaseSync(options.path, { readOnly: options.readonly ?? false });
  } catch (error) {
    throw sqliteError(error, `open ${options.path}`);
  }
}

/**
 * Opens a database with Node's own `node:sqlite`: same files and rules, but it blocks the event loop while
 * it works and needs no native package. Rejects with `DbError`: `busy`, `corrupt`, `io`.
 */
export async function openNodeSqliteDb(options: SqliteOptions): Promise<Db> {
  const pragmas = pragmasFor(options);
  const driver = new NodeSqliteDriver(
    connect(options),
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
