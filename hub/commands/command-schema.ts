// pure
// Every command ever issued, and what became of it.
import type { SliceSchema } from '../store/open-hub-store.ts';

export const commandSchema: SliceSchema = {
  area: 'commands',
  migrations: [
    {
      id: 700,
      name: 'commands',
      statements: [
        // state: waiting until the counter answered. rollout: the roll-out it belongs to.
        `CREATE TABLE command (
          id TEXT PRIMARY KEY,
          counter TEXT NOT NULL,
          name TEXT NOT NULL,
          act TEXT NOT NULL,
          issued_by TEXT NOT NULL,
          issued_name TEXT NOT NULL,
          issued_at INTEGER NOT NULL,
          expires_at INTEGER NOT NULL,
          rollout TEXT,
          state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'ok', 'refused', 'expired', 'unknown')),
          reason TEXT,
          answered_at INTEGER,
          seq INTEGER,
          slots TEXT,
          bundle TEXT
        ) STRICT`,
        'CREATE INDEX command_counter ON command (counter, issued_at)',
        'CREATE INDEX command_issued ON command (issued_at)',
        "CREATE INDEX command_waiting ON command (counter, issued_at) WHERE state = 'waiting'",
      ],
    },
  ],
};
