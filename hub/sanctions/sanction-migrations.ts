// pure
// Every sanction ever, with its release: the lists hold only those in force.
import type { Migration } from '@zhuangui/protocol/db/migrate.ts';

export const sanctionMigrations: readonly Migration[] = [
  {
    id: 350,
    name: 'sanctions',
    statements: [
      `CREATE TABLE sanction (
        id TEXT NOT NULL PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('product', 'lot', 'supplier', 'channel')),
        target TEXT NOT NULL,
        target_name TEXT NOT NULL,
        lots TEXT NOT NULL,
        reason TEXT NOT NULL,
        imposed_by TEXT NOT NULL,
        imposed_at INTEGER NOT NULL,
        list_version INTEGER NOT NULL,
        released_at INTEGER,
        released_by TEXT,
        release_version INTEGER
      ) STRICT`,
      'CREATE INDEX sanction_target ON sanction (target)',
    ],
  },
  {
    id: 351,
    name: 'level, grounds and cascade of sanctions',
    statements: [
      // SQLite cannot change a CHECK in place.
      `CREATE TABLE sanction_next (
        id TEXT NOT NULL PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('product', 'lot', 'supplier', 'channel', 'company')),
        target TEXT NOT NULL,
        target_name TEXT NOT NULL,
        lots TEXT NOT NULL,
        reason TEXT NOT NULL,
        imposed_by TEXT NOT NULL,
        imposed_at INTEGER NOT NULL,
        list_version INTEGER NOT NULL,
        released_at INTEGER,
        released_by TEXT,
        release_version INTEGER,
        level TEXT NOT NULL DEFAULT 'region' CHECK (level IN ('region', 'league', 'banner')),
        place TEXT NOT NULL DEFAULT '',
        legal_basis TEXT NOT NULL DEFAULT '',
        imposed_by_id TEXT NOT NULL DEFAULT '',
        entries TEXT NOT NULL DEFAULT '[]',
        release_reason TEXT NOT NULL DEFAULT '',
        pushed_at INTEGER
      ) STRICT`,
      `INSERT INTO sanction_next (id, kind, target, target_name, lots, reason, imposed_by, imposed_at, list_version,
        released_at, released_by, release_version, pushed_at) SELECT id, kind, target, target_name, lots, reason,
        imposed_by, imposed_at, list_version, released_at, released_by, release_version, imposed_at FROM sanction`,
      'DROP TABLE sanction',
      'ALTER TABLE sanction_next RENAME TO sanction',
      'CREATE INDEX sanction_target ON sanction (target)',
    ],
  },
  {
    id: 352,
    name: 'what happened while a sanction was in force',
    statements: [
      `CREATE TABLE sanction_sale (
        sanction TEXT NOT NULL,
        counter TEXT NOT NULL,
        journal TEXT NOT NULL,
        seq INTEGER NOT NULL,
        at INTEGER NOT NULL,
        order_id TEXT NOT NULL,
        entry TEXT NOT NULL,
        lot TEXT NOT NULL,
        price_fen INTEGER NOT NULL,
        PRIMARY KEY (sanction, counter, journal, seq)
      ) STRICT, WITHOUT ROWID`,
      `CREATE TABLE sanction_refusal (
        sanction TEXT NOT NULL,
        counter TEXT NOT NULL,
        point TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        first_at INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        PRIMARY KEY (sanction, counter, point)
      ) STRICT, WITHOUT ROWID`,
    ],
  },
  {
    id: 353,
    name: 'evidence of sanctions',
    statements: [
      'CREATE TABLE sanction_file (sha256 TEXT NOT NULL PRIMARY KEY, bytes BLOB NOT NULL) STRICT',
      `CREATE TABLE sanction_evidence (
        id TEXT NOT NULL PRIMARY KEY,
        -- Null until the sanction it was uploaded for is imposed.
        sanction TEXT,
        sha256 TEXT NOT NULL REFERENCES sanction_file (sha256),
        name TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('pdf', 'jpeg', 'png')),
        size INTEGER NOT NULL,
        added_at INTEGER NOT NULL,
        added_by TEXT NOT NULL,
        added_by_id TEXT NOT NULL
      ) STRICT`,
      'CREATE INDEX sanction_evidence_of ON sanction_evidence (sanction)',
    ],
  },
];
