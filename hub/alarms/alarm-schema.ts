// pure
// What the journals say is wrong now, and every alarm there ever was.
import type { SliceSchema } from '../store/open-hub-store.ts';

export const alarmSchema: SliceSchema = {
  area: 'alarms',
  migrations: [
    {
      id: 131,
      name: 'conditions and alarms',
      statements: [
        // lasting 1: a later line ends it; 0: a person does.
        `CREATE TABLE counter_condition (
          counter TEXT NOT NULL,
          code TEXT NOT NULL,
          lasting INTEGER NOT NULL,
          detail TEXT NOT NULL,
          times INTEGER NOT NULL,
          at INTEGER NOT NULL,
          journal_key INTEGER NOT NULL,
          seq INTEGER NOT NULL,
          PRIMARY KEY (counter, code)
        ) STRICT, WITHOUT ROWID`,
        `CREATE TABLE alarm (
          id INTEGER PRIMARY KEY,
          counter TEXT NOT NULL,
          code TEXT NOT NULL,
          severity TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
          detail TEXT NOT NULL,
          clear_after_ms INTEGER NOT NULL,
          since INTEGER NOT NULL,
          raised_at INTEGER NOT NULL,
          cleared_at INTEGER,
          acknowledged_at INTEGER,
          acknowledged_by TEXT,
          assignee TEXT,
          closed_at INTEGER,
          closed_by TEXT,
          note TEXT
        ) STRICT`,
        'CREATE INDEX alarm_counter ON alarm (counter, raised_at)',
        'CREATE INDEX alarm_raised ON alarm (raised_at)',
        `CREATE UNIQUE INDEX alarm_open ON alarm (counter, code) WHERE cleared_at IS NULL AND closed_at IS NULL`,
      ],
    },
  ],
};
