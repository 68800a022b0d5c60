// pure
// The counter's tables for signed lists, in the journal's file: lists and the line that announces them are one commit.
import type { Migration } from '@zhuangui/protocol/db/migrate.ts';

export const listMigrations: readonly Migration[] = [
  {
    id: 200,
    name: 'signed lists',
    statements: [
      'CREATE TABLE list_part (name TEXT NOT NULL PRIMARY KEY, bytes BLOB NOT NULL) STRICT',
      'CREATE TABLE list_chunk (chunk INTEGER NOT NULL PRIMARY KEY, bytes BLOB NOT NULL) STRICT',
      `CREATE TABLE list_clock (
        id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1), floor_ms INTEGER NOT NULL
      ) STRICT`,
    ],
  },
];
