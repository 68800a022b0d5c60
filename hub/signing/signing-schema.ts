// pure
// Which key belongs to whom. A key has one person, and a person one key in use for each list.
import type { SliceSchema } from '../store/open-hub-store.ts';

export const signingSchema: SliceSchema = {
  area: 'signing',
  migrations: [
    {
      id: 600,
      name: 'signing keys',
      statements: [
        `CREATE TABLE signing_key (
          key_id TEXT NOT NULL PRIMARY KEY,
          public_key TEXT NOT NULL UNIQUE,
          role TEXT NOT NULL CHECK (role IN ('catalog', 'withdrawals')),
          person TEXT NOT NULL CHECK (person <> ''),
          person_name TEXT NOT NULL,
          kind TEXT NOT NULL CHECK (kind IN ('person', 'demo')),
          sealed TEXT,
          registered_at INTEGER NOT NULL,
          registered_by TEXT NOT NULL,
          retired_at INTEGER,
          retired_by TEXT,
          retired_why TEXT,
          wrong_tries INTEGER NOT NULL DEFAULT 0,
          wrong_at INTEGER NOT NULL DEFAULT 0
        ) STRICT, WITHOUT ROWID`,
        'CREATE UNIQUE INDEX signing_key_of_person ON signing_key (person, role) WHERE retired_at IS NULL',
      ],
    },
    {
      id: 620,
      name: 'keys made in a browser',
      statements: [
        `CREATE TABLE browser_key (
          key_id TEXT NOT NULL PRIMARY KEY,
          public_key TEXT NOT NULL UNIQUE,
          person TEXT NOT NULL CHECK (person <> ''),
          person_name TEXT NOT NULL,
          label TEXT NOT NULL,
          proposed_at INTEGER NOT NULL,
          confirmed_at INTEGER,
          confirmed_by TEXT,
          confirmed_by_name TEXT,
          bound_at INTEGER,
          ended_at INTEGER,
          ended_why TEXT,
          CHECK (confirmed_by IS NULL OR confirmed_by <> person),
          CHECK (bound_at IS NULL OR confirmed_at IS NOT NULL)
        ) STRICT, WITHOUT ROWID`,
        `CREATE UNIQUE INDEX browser_key_of_person ON browser_key (person)
          WHERE ended_at IS NULL AND bound_at IS NULL`,
      ],
    },
  ],
};
