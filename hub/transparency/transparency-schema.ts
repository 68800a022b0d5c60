// pure
// The log's tables. Leaves, nodes and checkpoints are only ever added; the database itself refuses anything else.
import type { SliceSchema } from '../store/open-hub-store.ts';

const frozen = (table: string) => [
  `CREATE TRIGGER ${table}_no_update BEFORE UPDATE ON ${table}
   BEGIN SELECT RAISE(ABORT, 'the transparency log is append-only'); END`,
  `CREATE TRIGGER ${table}_no_delete BEFORE DELETE ON ${table}
   BEGIN SELECT RAISE(ABORT, 'the transparency log is append-only'); END`,
];

export const transparencySchema: SliceSchema = {
  area: 'transparency',
  migrations: [
    {
      id: 950,
      name: 'transparency log',
      statements: [
        // One row a log; a hub has one until it is restored from a backup.
        `CREATE TABLE log_epoch (
          epoch INTEGER NOT NULL PRIMARY KEY, origin TEXT NOT NULL UNIQUE, began_at INTEGER NOT NULL
        ) STRICT`,
        `CREATE TABLE log_leaf (
          epoch INTEGER NOT NULL REFERENCES log_epoch (epoch),
          idx INTEGER NOT NULL,
          at INTEGER NOT NULL,
          type TEXT NOT NULL,
          subject TEXT NOT NULL,
          bytes BLOB NOT NULL,
          PRIMARY KEY (epoch, idx)
        ) STRICT, WITHOUT ROWID`,
        'CREATE INDEX log_leaf_subject ON log_leaf (epoch, type, subject, idx)',
        `CREATE TABLE log_node (
          epoch INTEGER NOT NULL, level INTEGER NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT NULL,
          PRIMARY KEY (epoch, level, idx)
        ) STRICT, WITHOUT ROWID`,
        'CREATE INDEX log_node_leaf ON log_node (hash, epoch, idx) WHERE level = 0',
        `CREATE TABLE log_checkpoint (
          epoch INTEGER NOT NULL, size INTEGER NOT NULL, at INTEGER NOT NULL, root TEXT NOT NULL, note TEXT NOT NULL,
          PRIMARY KEY (epoch, size)
        ) STRICT, WITHOUT ROWID`,
        ...['log_epoch', 'log_leaf', 'log_node', 'log_checkpoint'].flatMap(frozen),
        // INSERT OR REPLACE would take a row away without asking the triggers above.
        `CREATE TRIGGER log_leaf_in_order BEFORE INSERT ON log_leaf
         WHEN NEW.idx IS NOT (SELECT coalesce(max(idx), -1) + 1 FROM log_leaf WHERE epoch = NEW.epoch)
         BEGIN SELECT RAISE(ABORT, 'the transparency log is append-only'); END`,
        `CREATE TRIGGER log_node_once BEFORE INSERT ON log_node
         WHEN EXISTS (SELECT 1 FROM log_node WHERE epoch = NEW.epoch AND level = NEW.level AND idx = NEW.idx)
         BEGIN SELECT RAISE(ABORT, 'the transparency log is append-only'); END`,
        `CREATE TRIGGER log_checkpoint_once BEFORE INSERT ON log_checkpoint
         WHEN EXISTS (SELECT 1 FROM log_checkpoint WHERE epoch = NEW.epoch AND size = NEW.size)
         BEGIN SELECT RAISE(ABORT, 'the transparency log is append-only'); END`,
        // What counters say in their journals that they hold; a projection, so it may change.
        `CREATE TABLE log_witness (
          counter TEXT NOT NULL PRIMARY KEY,
          origin TEXT NOT NULL,
          size INTEGER NOT NULL,
          root TEXT NOT NULL,
          at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID`,
        `CREATE TABLE log_fork (
          counter TEXT NOT NULL,
          at INTEGER NOT NULL,
          active INTEGER NOT NULL,
          detail TEXT NOT NULL,
          PRIMARY KEY (counter, at)
        ) STRICT, WITHOUT ROWID`,
      ],
    },
  ],
};
