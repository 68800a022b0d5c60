// pure
// What people say about cases, cash counts, settled months; and the way into the orders by their time.
import type { SliceSchema } from '../store/open-hub-store.ts';

export const moneySchema: SliceSchema = {
  area: 'money',
  migrations: [
    {
      id: 870,
      name: 'cases, cash counts, settlements',
      statements: [
        // times: how often the case had been noticed when it was closed; noticed again it is open again.
        `CREATE TABLE case_resolution (
          case_id INTEGER PRIMARY KEY,
          assignee TEXT,
          assigned_at INTEGER,
          closed_at INTEGER,
          closed_by TEXT,
          closed_name TEXT,
          reason TEXT,
          times INTEGER NOT NULL DEFAULT 0
        ) STRICT`,
        `CREATE TABLE cash_count (
          journal_key INTEGER NOT NULL,
          seq INTEGER NOT NULL,
          counter TEXT NOT NULL,
          at INTEGER NOT NULL,
          box TEXT NOT NULL,
          expected_fen INTEGER NOT NULL,
          counted_fen INTEGER NOT NULL,
          left_fen INTEGER NOT NULL,
          operator TEXT NOT NULL,
          PRIMARY KEY (journal_key, seq)
        ) STRICT, WITHOUT ROWID`,
        'CREATE INDEX cash_count_at ON cash_count (at)',
        `CREATE TABLE settlement (
          month TEXT NOT NULL,
          by_what TEXT NOT NULL CHECK (by_what IN ('supplier', 'operatingCompany')),
          settled_at INTEGER NOT NULL,
          settled_by TEXT NOT NULL,
          settled_name TEXT NOT NULL,
          PRIMARY KEY (month, by_what)
        ) STRICT, WITHOUT ROWID`,
        // earlier: what came late to months settled before, JSON of month to fen.
        `CREATE TABLE settlement_row (
          month TEXT NOT NULL,
          by_what TEXT NOT NULL,
          key TEXT NOT NULL,
          name TEXT NOT NULL,
          sales INTEGER NOT NULL,
          sales_fen INTEGER NOT NULL,
          earlier TEXT NOT NULL,
          PRIMARY KEY (month, by_what, key)
        ) STRICT, WITHOUT ROWID`,
        // An order whose first line was lost with its journal has a time all the same.
        'CREATE INDEX sale_order_when ON sale_order (coalesce(at, paid_at, closed_at))',
      ],
    },
    {
      id: 871,
      name: 'orders and refunds by their time',
      statements: [
        'DROP INDEX sale_order_when',
        // All that counts and sums of days ask for: two million orders are counted without looking one of them up.
        `CREATE INDEX sale_order_when ON sale_order (coalesce(at, paid_at, closed_at), journal_key, at, closed_at, paid_at,
          paid_fen, delivered_fen, refunded_fen)`,
        'CREATE INDEX refund_when ON refund (coalesce(due_at, done_at))',
      ],
    },
  ],
};
