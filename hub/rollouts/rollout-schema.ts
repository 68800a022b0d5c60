// pure
// Roll-outs, their counters with what each had before, and what should stand in the slots.
import type { SliceSchema } from '../store/open-hub-store.ts';

export const rolloutSchema: SliceSchema = {
  area: 'rollouts',
  migrations: [
    {
      id: 710,
      name: 'roll-outs',
      statements: [
        `CREATE TABLE rollout (
          id TEXT PRIMARY KEY,
          title TEXT NOT NULL,
          content TEXT NOT NULL,
          kind TEXT NOT NULL CHECK (kind IN ('settings', 'prices', 'assortment')),
          plan TEXT NOT NULL,
          rules TEXT NOT NULL,
          state TEXT NOT NULL,
          phase TEXT NOT NULL,
          created_by TEXT NOT NULL,
          created_name TEXT NOT NULL,
          created_at INTEGER NOT NULL,
          ended_at INTEGER
        ) STRICT`,
        // told: what was sent, a command's number or a settings version. before: what the counter had, JSON.
        `CREATE TABLE rollout_counter (
          rollout TEXT NOT NULL REFERENCES rollout (id),
          counter TEXT NOT NULL,
          grp INTEGER NOT NULL,
          state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN
            ('pending', 'sent', 'ok', 'failed', 'missed', 'giving-back', 'given-back')),
          told TEXT,
          told_at INTEGER,
          before TEXT,
          reason TEXT,
          PRIMARY KEY (rollout, counter)
        ) STRICT, WITHOUT ROWID`,
        'CREATE INDEX rollout_counter_group ON rollout_counter (rollout, grp, state)',
        'CREATE INDEX rollout_counter_counter ON rollout_counter (counter)',
        `CREATE TABLE wanted_assortment (
          counter TEXT NOT NULL PRIMARY KEY, slots TEXT NOT NULL, rollout TEXT NOT NULL, at INTEGER NOT NULL
        ) STRICT`,
      ],
    },
  ],
};
