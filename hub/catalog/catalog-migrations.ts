// pure
// The catalog's tables. Metadata and changes are kept for good: permits name them years later (promise 5).
import type { Migration } from '@zhuangui/protocol/db/migrate.ts';

const neverAgain = (act: 'UPDATE' | 'DELETE') => `CREATE TRIGGER published_metadata_no_${act.toLowerCase()}
  BEFORE ${act} ON published_metadata BEGIN SELECT RAISE(ABORT, 'what was published is kept for good'); END`;

export const catalogMigrations: readonly Migration[] = [
  {
    id: 300,
    name: 'signed lists',
    statements: [
      `CREATE TABLE tuf_metadata (
        role TEXT NOT NULL, version INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (role, version)
      ) STRICT, WITHOUT ROWID`,
      `CREATE TABLE tuf_target (
        path TEXT NOT NULL, hash TEXT NOT NULL, bytes BLOB NOT NULL, catalog_version INTEGER NOT NULL,
        PRIMARY KEY (path, hash)
      ) STRICT, WITHOUT ROWID`,
      `CREATE TABLE catalog_release (
        version INTEGER NOT NULL PRIMARY KEY, published_at INTEGER NOT NULL, entry_count INTEGER NOT NULL,
        changed_count INTEGER NOT NULL, signer_ids TEXT NOT NULL
      ) STRICT`,
      `CREATE TABLE catalog_entry (
        id TEXT NOT NULL PRIMARY KEY, line TEXT NOT NULL, name TEXT NOT NULL, credit_code TEXT NOT NULL,
        supplier_name TEXT NOT NULL
      ) STRICT, WITHOUT ROWID`,
      'CREATE INDEX catalog_entry_supplier ON catalog_entry (credit_code)',
      `CREATE TABLE catalog_change (
        version INTEGER NOT NULL, id TEXT NOT NULL, line TEXT, PRIMARY KEY (version, id)
      ) STRICT, WITHOUT ROWID`,
    ],
  },
  {
    id: 301,
    name: 'changes of one entry',
    // What an entry said in a version is asked for each sale that is judged.
    statements: ['CREATE INDEX catalog_change_entry ON catalog_change (id, version)'],
  },
  {
    id: 970,
    name: 'every published version, for good',
    // VER-2: append-only; what was published before is taken over without its time.
    statements: [
      `CREATE TABLE published_metadata (
        role TEXT NOT NULL, version INTEGER NOT NULL, published_at INTEGER, bytes BLOB NOT NULL,
        PRIMARY KEY (role, version)
      ) STRICT`,
      `INSERT INTO published_metadata (role, version, published_at, bytes)
       SELECT role, version, NULL, bytes FROM tuf_metadata`,
      neverAgain('UPDATE'),
      neverAgain('DELETE'),
    ],
  },
];
