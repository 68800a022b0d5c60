// Tables of the ledger.
import type { SliceSchema } from '../store/open-hub-store.ts';

export const ledgerSchema: SliceSchema = {
  area: 'ledger',
  migrations: [
    {
      id: 200,
      name: 'journals',
      statements: [
        `CREATE TABLE journal (
          key INTEGER PRIMARY KEY,
          counter TEXT NOT NULL,
          journal TEXT NOT NULL,
          seq INTEGER NOT NULL,
          hash TEXT NOT NULL,
          frozen INTEGER NOT NULL DEFAULT 0,
          first_at INTEGER NOT NULL,
          committed_at INTEGER NOT NULL,
          UNIQUE (counter, journal)
        ) STRICT`,
        // Consecutive lines of one journal that were committed together, exact bytes, each ended by a newline.
        `CREATE TABLE journal_part (
          journal_key INTEGER NOT NULL REFERENCES journal (key),
          from_seq INTEGER NOT NULL,
          to_seq INTEGER NOT NULL,
          prev TEXT NOT NULL,
          head TEXT NOT NULL,
          sig TEXT NOT NULL,
          received_at INTEGER NOT NULL,
          bytes BLOB NOT NULL
        ) STRICT`,
        'CREATE UNIQUE INDEX journal_part_to ON journal_part (journal_key, to_seq)',
        `CREATE TABLE fork_evidence (
          journal_key INTEGER NOT NULL REFERENCES journal (key),
          seq INTEGER NOT NULL,
          held_hash TEXT NOT NULL,
          offered_hash TEXT NOT NULL,
          noticed_at INTEGER NOT NULL,
          payload BLOB NOT NULL,
          PRIMARY KEY (journal_key, seq, offered_hash)
        ) STRICT`,
        `CREATE TABLE ledger_case (
          id INTEGER PRIMARY KEY,
          kind TEXT NOT NULL,
          counter TEXT NOT NULL,
          journal TEXT NOT NULL,
          seq INTEGER NOT NULL,
          noticed_at INTEGER NOT NULL,
          detail TEXT NOT NULL,
          times INTEGER NOT NULL,
          UNIQUE (counter, kind, journal, seq)
        ) STRICT`,
      ],
    },
    {
      id: 201,
      name: 'ledger',
      statements: [
        `CREATE TABLE sale (
          id INTEGER PRIMARY KEY,
          counter TEXT NOT NULL,
          journal_key INTEGER NOT NULL,
          seq INTEGER NOT NULL,
          at INTEGER NOT NULL,
          order_id TEXT NOT NULL,
          item INTEGER NOT NULL,
          slot INTEGER NOT NULL,
          entry TEXT NOT NULL,
          lot TEXT NOT NULL,
          price_fen INTEGER NOT NULL,
          method TEXT NOT NULL
        ) STRICT`,
        `CREATE TABLE sale_order (
          journal_key INTEGER NOT NULL,
          order_id TEXT NOT NULL,
          at INTEGER,
          total_fen INTEGER,
          method TEXT,
          entries TEXT,
          paid_at INTEGER,
          paid_fen INTEGER,
          closed_at INTEGER,
          delivered_fen INTEGER,
          refunded_fen INTEGER,
          PRIMARY KEY (journal_key, order_id)
        ) STRICT, WITHOUT ROWID`,
        `CREATE INDEX sale_order_pending ON sale_order (paid_at) WHERE paid_at IS NOT NULL AND closed_at IS NULL`,
        `CREATE TABLE refund (
          journal_key INTEGER NOT NULL,
          refund_id TEXT NOT NULL,
          order_id TEXT NOT NULL,
          item INTEGER NOT NULL,
          amount_fen INTEGER NOT NULL,
          method TEXT NOT NULL,
          reason TEXT NOT NULL,
          due_at INTEGER,
          done_at INTEGER,
          PRIMARY KEY (journal_key, refund_id)
        ) STRICT, WITHOUT ROWID`,
        `CREATE TABLE refusal (
          id INTEGER PRIMARY KEY,
          counter TEXT NOT NULL,
          journal_key INTEGER NOT NULL,
          seq INTEGER NOT NULL,
          at INTEGER NOT NULL,
          point TEXT NOT NULL,
          slot INTEGER NOT NULL,
          entry TEXT,
          lot TEXT,
          reasons TEXT NOT NULL
        ) STRICT`,
        `CREATE TABLE day_total (
          day TEXT NOT NULL,
          counter TEXT NOT NULL,
          entry TEXT NOT NULL,
          method TEXT NOT NULL,
          sales INTEGER NOT NULL,
          sales_fen INTEGER NOT NULL,
          refunds INTEGER NOT NULL,
          refunds_fen INTEGER NOT NULL,
          not_delivered INTEGER NOT NULL,
          unknown INTEGER NOT NULL,
          PRIMARY KEY (day, counter, entry, method)
        ) STRICT, WITHOUT ROWID`,
        `CREATE TABLE refused_total (
          day TEXT NOT NULL,
          counter TEXT NOT NULL,
          point TEXT NOT NULL,
          reason TEXT NOT NULL,
          attempts INTEGER NOT NULL,
          PRIMARY KEY (day, counter, point, reason)
        ) STRICT, WITHOUT ROWID`,
        `CREATE TABLE totals_restatement (
          day TEXT NOT NULL,
          noticed_on TEXT NOT NULL,
          noticed_at INTEGER NOT NULL,
          sales INTEGER NOT NULL,
          sales_fen INTEGER NOT NULL,
          refunds INTEGER NOT NULL,
          refunds_fen INTEGER NOT NULL,
          PRIMARY KEY (day, noticed_on)
        ) STRICT, WITHOUT ROWID`,
        `CREATE TABLE list_confirmation (
          counter TEXT PRIMARY KEY,
          effective_at INTEGER NOT NULL,
          root INTEGER NOT NULL,
          catalog INTEGER NOT NULL,
          withdrawals INTEGER NOT NULL,
          channels INTEGER NOT NULL,
          snapshot INTEGER NOT NULL,
          hash TEXT NOT NULL,
          signed_at INTEGER NOT NULL,
          expires_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID`,
        `CREATE TABLE list_history (
          counter TEXT NOT NULL,
          withdrawals INTEGER NOT NULL,
          channels INTEGER NOT NULL,
          catalog INTEGER NOT NULL,
          effective_at INTEGER NOT NULL,
          PRIMARY KEY (counter, withdrawals, channels, catalog)
        ) STRICT, WITHOUT ROWID`,
      ],
    },
  ],
};
