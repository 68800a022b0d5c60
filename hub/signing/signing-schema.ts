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
  ],
};
