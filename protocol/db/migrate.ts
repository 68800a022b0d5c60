import { createHash } from 'node:crypto';
import type { Db, Queries } from './db.ts';
import { DbError } from './db-error.ts';

/** One step of a schema; never edited once a database may have it: a change is a new step. */
export interface Migration {
  /** Ascending from 1. */
  readonly id: number;
  /** Short and lasting, for error messages. */
  readonly name: string;
  /** One SQL statement each. */
  readonly statements: readonly string[];
}

interface AppliedRow {
  readonly id: number;
  readonly name: string;
  readonly hash: string;
}

const createTable = `
  CREATE TABLE IF NOT EXISTS schema_migration (
    area TEXT NOT NULL,
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (area, id)
  ) STRICT, WITHOUT ROWID`;

/** SHA-256 of the statements with their spacing evened out, so that re-indenting is no change. */
function hashOf(migration: Migration): string {
  const text = migration.statements.map((statement) => statement.replace(/\s+/g, ' ').trim()).join(';\n');
  return createHash('sha256').update(text).digest('hex');
}

function checkOrder(migrations: readonly Migration[]): void {
  let last = 0;
  for (const { id, name } of migrations) {
    if (!Number.isSafeInteger(id) || id <= last) {
      throw new DbError('misuse', `Migration ${id} (${name}) is out of order: number them upwards from 1`);
    }
    last = id;
  }
}

/** Throws unless what the database has is what the code says, up to where the database is. */
function checkApplied(applied: readonly AppliedRow[], migrations: readonly Migration[], area: string): void {
  const newest = migrations.at(-1)?.id ?? 0;
  for (const row of applied) {
    const known = migrations.find((migration) => migration.id === row.id);
    const which = `Migration ${row.id} (${row.name}) of ${area}`;
    if (row.id > newest) {
      throw new DbError(
        'misuse',
        `${which} is newer than this program, which ends at ${newest}: run the newer one`,
      );
    }
    if (known === undefined || known.name !== row.name || hashOf(known) !== row.hash) {
      throw new DbError(
        'misuse',
        `${which} differs from the one in this database: restore it, add a new one`,
      );
    }
  }
  const reached = applied.at(-1)?.id ?? 0;
  const late = migrations.find(({ id }) => id < reached && !applied.some((row) => row.id === id));
  if (late !== undefined) {
    throw new DbError(
      'misuse',
      `Migration ${late.id} (${late.name}) of ${area} comes too late: give it a new number`,
    );
  }
}

async function apply(tx: Queries, migration: Migration, area: string): Promise<void> {
  for (const statement of migration.statements) await tx.run(statement);
  await tx.run('INSERT INTO schema_migration (area, id, name, hash) VALUES (?, ?, ?, ?)', [
    area,
    migration.id,
    migration.name,
    hashOf(migration),
  ]);
}

/**
 * Brings a database to the newest schema, each step in a transaction of its own, and returns the numbers it
 * applied. `area` separates the lists of several owners of tables in one file, each numbered from 1.
 * Rejects with `DbError` `misuse` when the database is newer than the code or a step was edited (rule DB-9).
 */
export async function migrate(db: Db, migrations: readonly Migration[], area = 'main'): Promise<number[]> {
  checkOrder(migrations);
  await db.run(createTable);
  const applied = await db.query<AppliedRow>(
    'SELECT id, name, hash FROM schema_migration WHERE area = ? ORDER BY id',
    [area],
  );
  checkApplied(applied, migrations, area);
  const pending = migrations.slice(applied.length);
  for (const migration of pending) await db.transaction((tx) => apply(tx, migration, area));
  return pending.map(({ id }) => id);
}
