// pure
// What the console's figures keep beside the ledger: how far sales were judged, and sums per hour.
import type { SliceSchema } from '../../store/open-hub-store.ts';

export const auditSchema: SliceSchema = {
  area: 'audit',
  migrations: [
    {
      id: 400,
      name: 'certified share and hours',
      statements: [
        `CREATE TABLE audit_journal (
          counter TEXT NOT NULL, journal TEXT NOT NULL, seq INTEGER NOT NULL, permits TEXT NOT NULL,
          PRIMARY KEY (counter, journal)
        ) STRICT, WITHOUT ROWID`,
        `CREATE TABLE audit_sum (
          name TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID`,
        `CREATE TABLE audit_hour (
          day TEXT NOT NULL, hour INTEGER NOT NULL, sales INTEGER NOT NULL, fen INTEGER NOT NULL,
          PRIMARY KEY (day, hour)
        ) STRICT, WITHOUT ROWID`,
      ],
    },
  ],
};
