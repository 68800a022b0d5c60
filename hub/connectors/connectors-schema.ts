// Tables of events, webhooks and deliveries.
import type { SliceSchema } from '../store/open-hub-store.ts';

export const connectorsSchema: SliceSchema = {
  area: 'connectors',
  migrations: [
    {
      id: 900,
      name: 'outbox and webhooks',
      statements: [
        `CREATE TABLE event_outbox (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          key TEXT NOT NULL UNIQUE,
          name TEXT NOT NULL,
          at INTEGER NOT NULL,
          body TEXT NOT NULL,
          league TEXT, banner TEXT, operating_company TEXT, host_unit TEXT, credit_code TEXT
        ) STRICT`,
        `CREATE TABLE webhook (
          id TEXT PRIMARY KEY,
          name TEXT NOT NULL,
          url TEXT NOT NULL,
          events TEXT NOT NULL,
          secret TEXT NOT NULL,
          made_at INTEGER NOT NULL,
          made_by TEXT NOT NULL,
          paused INTEGER NOT NULL DEFAULT 0
        ) STRICT`,
        `CREATE TABLE webhook_delivery (
          webhook TEXT NOT NULL,
          event INTEGER NOT NULL,
          state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'dead')),
          tries INTEGER NOT NULL DEFAULT 0,
          next_at INTEGER NOT NULL,
          first_at INTEGER,
          last_at INTEGER,
          last_answer TEXT NOT NULL DEFAULT '',
          PRIMARY KEY (webhook, event)
        ) STRICT, WITHOUT ROWID`,
        `CREATE INDEX webhook_delivery_waiting ON webhook_delivery (next_at) WHERE state = 'waiting'`,
      ],
    },
  ],
};
