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
];
