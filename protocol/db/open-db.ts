import type { Db } from './db.ts';
import { DbError } from './db-error.ts';
import type { SqliteOptions } from './db-options.ts';

/** The engines behind the port; the names are what a configuration file says. */
export const dbEngines = ['sqlite3', 'node:sqlite'] as const;
export type DbEngine = (typeof dbEngines)[number];

/** Everything needed to open a database. */
export interface OpenDbOptions extends SqliteOptions {
  readonly engine: DbEngine;
}

/**
 * Opens a database with the configured engine; only that engine is loaded. Both write the same files, but one
 * process must not open one file with both: their locks do not see each other. Rejects with `DbError`.
 */
export async function openDb(options: OpenDbOptions): Promise<Db> {
  switch (options.engine) {
    case 'sqlite3':
      return (await import('./sqlite3-db.ts')).openSqlite3Db(options);
    case 'node:sqlite':
      return (await import('./node-sqlite-db.ts')).openNodeSqliteDb(options);
    default:
      throw new DbError(
        'misuse',
        `Unknown engine ${String(options.engine)}: use one of ${dbEngines.join(', ')}`,
      );
  }
}
