// pure
// Tables of the payments slice.
import type { Migration } from '@zhuangui/protocol/db/migrate.ts';

const migrations: readonly Migration[] = [
  {
    id: 400,
    name: 'payments',
    statements: [
      // PAY-4: taken by the counter or given back by the hub; a row that says both cannot be written.
      `CREATE TABLE payment (
        order_id TEXT NOT NULL PRIMARY KEY,
        counter TEXT NOT NULL,
        method TEXT CHECK (method IN ('wechat', 'alipay')),
        total_fen INTEGER NOT NULL,
        goods TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN
          ('creating', 'waiting', 'closing', 'paid', 'accepted', 'returning', 'returned', 'closed')),
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        code_url TEXT,
        gateway_number TEXT,
        paid_fen INTEGER,
        paid_at INTEGER,
        accept_by INTEGER,
        accepted_at INTEGER,
        returning_at INTEGER,
        closed_at INTEGER,
        close_answered_at INTEGER,
        reason TEXT NOT NULL,
        tries INTEGER NOT NULL,
        next_at INTEGER,
        CHECK (accepted_at IS NULL OR returning_at IS NULL),
        CHECK ((state = 'accepted') = (accepted_at IS NOT NULL)),
        CHECK ((state IN ('returning', 'returned')) = (returning_at IS NOT NULL)),
        CHECK (state IN ('creating', 'waiting', 'closing', 'closed') OR paid_fen IS NOT NULL)
      ) STRICT, WITHOUT ROWID`,
      'CREATE INDEX payment_next ON payment (next_at) WHERE next_at IS NOT NULL',
      'CREATE INDEX payment_paid ON payment (paid_at) WHERE paid_at IS NOT NULL',
      'CREATE INDEX payment_created ON payment (created_at)',
      `CREATE TABLE payment_refund (
        refund_id TEXT NOT NULL PRIMARY KEY,
        order_id TEXT NOT NULL REFERENCES payment (order_id),
        amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
        reason TEXT NOT NULL,
        by_whom TEXT NOT NULL CHECK (by_whom IN ('counter', 'hub')),
        state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'refused')),
        created_at INTEGER NOT NULL,
        taken_at INTEGER,
        done_at INTEGER,
        tries INTEGER NOT NULL,
        next_at INTEGER,
        problem TEXT NOT NULL
      ) STRICT, WITHOUT ROWID`,
      'CREATE INDEX payment_refund_order ON payment_refund (order_id)',
      'CREATE INDEX payment_refund_next ON payment_refund (next_at) WHERE next_at IS NOT NULL',
      'CREATE INDEX payment_refund_created ON payment_refund (created_at)',
      `CREATE TABLE payment_notice (
        method TEXT NOT NULL,
        notice_id TEXT NOT NULL,
        order_id TEXT NOT NULL,
        about TEXT NOT NULL,
        received_at INTEGER NOT NULL,
        times INTEGER NOT NULL,
        PRIMARY KEY (method, notice_id)
      ) STRICT, WITHOUT ROWID`,
      `CREATE TABLE payment_bill (
        method TEXT NOT NULL,
        day TEXT NOT NULL,
        fetched_at INTEGER NOT NULL,
        rows INTEGER NOT NULL,
        payments_fen INTEGER NOT NULL,
        refunds_fen INTEGER NOT NULL,
        PRIMARY KEY (method, day)
      ) STRICT, WITHOUT ROWID`,
      `CREATE TABLE payment_bill_difference (
        method TEXT NOT NULL,
        day TEXT NOT NULL,
        row_kind TEXT NOT NULL,
        row_key TEXT NOT NULL,
        kind TEXT NOT NULL,
        order_id TEXT NOT NULL,
        here_fen INTEGER,
        there_fen INTEGER,
        PRIMARY KEY (method, day, row_kind, row_key)
      ) STRICT, WITHOUT ROWID`,
    ],
  },
  {
    id: 401,
    name: 'old notices go',
    statements: ['CREATE INDEX payment_notice_received ON payment_notice (received_at)'],
  },
  {
    id: 971,
    name: 'bills as they came',
    statements: [
      // VER-3: every different file of a day that a provider ever gave; the hub's reading of it is not in it.
      `CREATE TABLE payment_bill_file (
        id INTEGER PRIMARY KEY,
        method TEXT NOT NULL,
        day TEXT NOT NULL,
        fetched_at INTEGER NOT NULL,
        ending TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        bytes BLOB NOT NULL,
        UNIQUE (method, day, sha256)
      ) STRICT`,
    ],
  },
];

export const paymentsSchema = { area: 'payments', migrations };
