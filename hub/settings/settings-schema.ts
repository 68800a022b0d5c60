// pure
// What the fleet and single counters are set to, what each counter should have, and what it says it has.
import type { Migration } from '@zhuangui/protocol/db/migrate.ts';

const migrations: readonly Migration[] = [
  {
    id: 450,
    name: 'settings and operators',
    statements: [
      // scope: a counter's id, or * for the fleet; only what differs from the scope above.
      `CREATE TABLE setting (scope TEXT NOT NULL PRIMARY KEY, change TEXT NOT NULL) STRICT`,
      `CREATE TABLE desired (
        counter TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, settings TEXT NOT NULL, at INTEGER NOT NULL
      ) STRICT`,
      `CREATE TABLE reported (
        counter TEXT NOT NULL PRIMARY KEY, report TEXT NOT NULL, at INTEGER NOT NULL
      ) STRICT`,
      // counters: JSON array of ids; null: all.
      `CREATE TABLE operator_account (
        operator TEXT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        pin TEXT NOT NULL,
        badge TEXT,
        counters TEXT,
        failures INTEGER NOT NULL DEFAULT 0,
        locked_until INTEGER NOT NULL DEFAULT 0
      ) STRICT`,
    ],
  },
];

export const settingsSchema = { area: 'settings', migrations };
