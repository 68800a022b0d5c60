// pure
import type { Migration } from '@zhuangui/protocol/db/migrate.ts';

/** The name under which `migrate` keeps the journal's steps apart from other tables in the same file. */
export const journalArea = 'journal';

/**
 * Tables of the journal in a counter's database file. Numbers: journal 100-199, lists 200-299,
 * planogram 300-399, sale 400-499, so that a number in a log tells whose step it is.
 */
export const journalMigrations: readonly Migration[] = [
  {
    id: 101,
    name: 'journal',
    statements: [
      `CREATE TABLE journal_meta (
         one INTEGER PRIMARY KEY CHECK (one = 1),
         id TEXT NOT NULL,
         counter TEXT NOT NULL,
         public_key TEXT NOT NULL,
         created_at INTEGER NOT NULL
       ) STRICT`,
      `CREATE TABLE journal_line (
         seq INTEGER PRIMARY KEY,
         kind TEXT NOT NULL,
         order_id TEXT,
         bytes BLOB NOT NULL,
         hash BLOB NOT NULL CHECK (length(hash) = 32)
       ) STRICT`,
      `CREATE INDEX journal_line_order ON journal_line (order_id, seq) WHERE order_id IS NOT NULL`,
      `CREATE TRIGGER journal_line_is_final BEFORE UPDATE ON journal_line
       BEGIN SELECT RAISE(ABORT, 'a journal line never changes'); END`,
      `CREATE TRIGGER journal_line_stays BEFORE DELETE ON journal_line
       BEGIN SELECT RAISE(ABORT, 'a journal line is never deleted'); END`,
    ],
  },
];
