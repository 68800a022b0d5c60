// Tables of the other channels: apart from the ledger, and never joined with it.
import type { SliceSchema } from '../store/open-hub-store.ts';

export const channelsSchema: SliceSchema = {
  area: 'channels',
  migrations: [
    {
      id: 850,
      name: 'other channels and what they report',
      statements: [
        `CREATE TABLE channel (
          id TEXT PRIMARY KEY,
          kind TEXT NOT NULL CHECK (kind IN ('hall', 'zone', '832')),
          name TEXT NOT NULL,
          league TEXT, banner TEXT,
          programme TEXT NOT NULL,
          made_at INTEGER NOT NULL,
          key_hash TEXT UNIQUE,
          key_made_at INTEGER,
          closed_at INTEGER
        ) STRICT`,
        `CREATE TABLE channel_batch (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          channel TEXT NOT NULL REFERENCES channel (id),
          batch TEXT NOT NULL,
          digest TEXT NOT NULL,
          source TEXT NOT NULL CHECK (source IN ('api', 'upload')),
          received_at INTEGER NOT NULL,
          received_by TEXT NOT NULL,
          replaces TEXT,
          replaced_by TEXT,
          accepted INTEGER NOT NULL,
          rejected INTEGER NOT NULL,
          answer TEXT NOT NULL,
          UNIQUE (channel, batch)
        ) STRICT`,
        `CREATE TABLE channel_row (
          batch INTEGER NOT NULL REFERENCES channel_batch (id),
          row INTEGER NOT NULL,
          channel TEXT NOT NULL,
          day TEXT NOT NULL,
          product TEXT NOT NULL,
          entry TEXT,
          credit_code TEXT,
          programme TEXT NOT NULL,
          certified INTEGER NOT NULL,
          amount_fen INTEGER NOT NULL,
          count INTEGER NOT NULL,
          identity TEXT NOT NULL,
          live INTEGER NOT NULL DEFAULT 1,
          PRIMARY KEY (batch, row)
        ) STRICT, WITHOUT ROWID`,
        'CREATE UNIQUE INDEX channel_row_once ON channel_row (channel, identity) WHERE live = 1',
        'CREATE INDEX channel_row_day ON channel_row (day) WHERE live = 1',
        `CREATE TABLE channel_rejected (
          batch INTEGER NOT NULL REFERENCES channel_batch (id),
          row INTEGER NOT NULL,
          content TEXT NOT NULL,
          reasons TEXT NOT NULL,
          PRIMARY KEY (batch, row)
        ) STRICT, WITHOUT ROWID`,
      ],
    },
  ],
};
