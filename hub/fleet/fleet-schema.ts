// pure
// Tables of the fleet: counters, their certificates and journal keys, enrolment codes, presence.
import type { SliceSchema } from '../store/open-hub-store.ts';

export const fleetSchema: SliceSchema = {
  area: 'fleet',
  migrations: [
    {
      id: 100,
      name: 'fleet',
      statements: [
        `CREATE TABLE counter (
          id TEXT PRIMARY KEY,
          name TEXT NOT NULL,
          site_kind TEXT NOT NULL,
          address TEXT NOT NULL,
          banner TEXT NOT NULL,
          league TEXT NOT NULL,
          host_unit TEXT NOT NULL,
          operating_company TEXT NOT NULL,
          status TEXT NOT NULL CHECK (status IN ('registered', 'enrolled', 'revoked')),
          registered_at INTEGER NOT NULL,
          certificate_serial TEXT,
          certificate_not_after INTEGER,
          journal_key TEXT
        ) STRICT, WITHOUT ROWID`,
        `CREATE TABLE certificate (
          serial TEXT PRIMARY KEY,
          counter TEXT NOT NULL REFERENCES counter (id),
          issued_at INTEGER NOT NULL,
          not_after INTEGER NOT NULL,
          journal_key TEXT NOT NULL,
          revoked_at INTEGER,
          revoked_why TEXT
        ) STRICT, WITHOUT ROWID`,
        'CREATE INDEX certificate_counter ON certificate (counter)',
        `CREATE TABLE enrolment_code (
          counter TEXT PRIMARY KEY REFERENCES counter (id),
          code_hash BLOB NOT NULL,
          expires_at INTEGER NOT NULL,
          wrong_tries INTEGER NOT NULL DEFAULT 0,
          used_at INTEGER
        ) STRICT, WITHOUT ROWID`,
        `CREATE TABLE presence (
          counter TEXT PRIMARY KEY,
          online INTEGER NOT NULL,
          since INTEGER NOT NULL,
          heard_at INTEGER NOT NULL,
          clone_suspected_at INTEGER,
          telemetry TEXT
        ) STRICT, WITHOUT ROWID`,
      ],
    },
    {
      id: 101,
      name: 'places, programmes and routes of counters; enrolments that wait for a person',
      statements: [
        'ALTER TABLE counter ADD COLUMN latitude REAL',
        'ALTER TABLE counter ADD COLUMN longitude REAL',
        'ALTER TABLE counter ADD COLUMN programme TEXT',
        'ALTER TABLE counter ADD COLUMN route TEXT',
        'ALTER TABLE counter ADD COLUMN driver TEXT',
        `CREATE TABLE enrolment_request (
          counter TEXT PRIMARY KEY REFERENCES counter (id),
          journal_key TEXT NOT NULL,
          asked_at INTEGER NOT NULL,
          times INTEGER NOT NULL,
          state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'refused')),
          decided_by TEXT,
          decided_at INTEGER,
          reason TEXT
        ) STRICT, WITHOUT ROWID`,
        `CREATE TABLE fleet_policy (
          name TEXT PRIMARY KEY,
          value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID`,
      ],
    },
  ],
};
