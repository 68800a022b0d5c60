// The tables of payments and refunds, one row each way.
import type { Queries, SqlValue } from '@zhuangui/protocol/db/db.ts';
import type { Payment, Refund } from './payment-types.ts';

const columns = {
  order: 'order_id',
  counter: 'counter',
  method: 'method',
  totalFen: 'total_fen',
  goods: 'goods',
  state: 'state',
  createdAtMs: 'created_at',
  expiresAtMs: 'expires_at',
  codeUrl: 'code_url',
  transaction: 'gateway_number',
  paidFen: 'paid_fen',
  paidAtMs: 'paid_at',
  acceptByMs: 'accept_by',
  acceptedAtMs: 'accepted_at',
  returningAtMs: 'returning_at',
  closedAtMs: 'closed_at',
  closeAnsweredAtMs: 'close_answered_at',
  reason: 'reason',
  tries: 'tries',
  nextAtMs: 'next_at',
} as const satisfies Record<keyof Payment, string>;

const refundColumns = {
  refund: 'refund_id',
  order: 'order_id',
  amountFen: 'amount_fen',
  reason: 'reason',
  by: 'by_whom',
  state: 'state',
  createdAtMs: 'created_at',
  takenAtMs: 'taken_at',
  doneAtMs: 'done_at',
  tries: 'tries',
  nextAtMs: 'next_at',
  problem: 'problem',
} as const satisfies Record<Exclude<keyof Refund, 'method'>, string>;

const selected = (map: Record<string, string>, table: string) =>
  Object.entries(map)
    .map(([name, column]) => `${table}.${column} AS "${name}"`)
    .join(', ');

export const paymentSelect = `SELECT ${selected(columns, 'payment')} FROM payment`;
export const refundSelect = `SELECT ${selected(refundColumns, 'payment_refund')}, payment.method AS method
  FROM payment_refund JOIN payment USING (order_id)`;

const upsert = (table: string, map: Record<string, string>, key: string): string => {
  const names = Object.values(map);
  const set = names.filter((name) => name !== key).map((name) => `${name} = excluded.${name}`);
  return `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})
    ON CONFLICT (${key}) DO UPDATE SET ${set.join(', ')}`;
};
const writePaymentSql = upsert('payment', columns, 'order_id');
const writeRefundSql = upsert('payment_refund', refundColumns, 'refund_id');

export async function readPayment(db: Queries, order: string): Promise<Payment | undefined> {
  return (await db.query<Payment>(`${paymentSelect} WHERE order_id = ?`, [order]))[0];
}

export async function writePayment(tx: Queries, payment: Payment): Promise<void> {
  const values = Object.keys(columns).map((name) => payment[name as keyof Payment] as SqlValue);
  await tx.run(writePaymentSql, values);
}

export async function readRefund(db: Queries, refund: string): Promise<Refund | undefined> {
  return (await db.query<Refund>(`${refundSelect} WHERE refund_id = ?`, [refund]))[0];
}

export async function writeRefund(tx: Queries, refund: Refund): Promise<void> {
  const values = Object.keys(refundColumns).map((name) => refund[name as keyof Refund] as SqlValue);
  await tx.run(writeRefundSql, values);
}

/** What may still move, or has moved: everything that was not refused. */
export async function refundedFen(db: Queries, order: string): Promise<number> {
  const [row] = await db.query<{ fen: number }>(
    `SELECT coalesce(sum(amount_fen), 0) AS fen FROM payment_refund WHERE order_id = ? AND state <> 'refused'`,
    [order],
  );
  return row!.fen;
}

export interface DueRows {
  payments: string[];
  refunds: string[];
  /** When the next one after these is due; undefined: none. */
  nextAtMs: number | undefined;
}

/** What is due, the oldest first, at most `limit` of each. */
export async function readDue(db: Queries, nowMs: number, limit: number): Promise<DueRows> {
  const due = (table: string, key: string) =>
    db.query<{ key: string }>(
      `SELECT ${key} AS "key" FROM ${table} WHERE next_at <= ? ORDER BY next_at LIMIT ?`,
      [nowMs, limit],
    );
  const payments = await due('payment', 'order_id');
  const refunds = await due('payment_refund', 'refund_id');
  const [next] = await db.query<{ at: number | null }>(
    `SELECT min(at) AS at FROM (SELECT min(next_at) AS at FROM payment WHERE next_at > ?
     UNION ALL SELECT min(next_at) FROM payment_refund WHERE next_at > ?)`,
    [nowMs, nowMs],
  );
  return {
    payments: payments.map(({ key }) => key),
    refunds: refunds.map(({ key }) => key),
    nextAtMs: next?.at ?? undefined,
  };
}

/** PAY-9: true the first time this notification is seen. */
export async function noteNotice(
  tx: Queries,
  notice: { method: string; id: string; order: string; about: string },
  nowMs: number,
): Promise<boolean> {
  const rows = await tx.query<{ times: number }>(
    `INSERT INTO payment_notice (method, notice_id, order_id, about, received_at, times) VALUES (?, ?, ?, ?, ?, 1)
     ON CONFLICT (method, notice_id) DO UPDATE SET times = times + 1 RETURNING times`,
    [notice.method, notice.id, notice.order, notice.about, nowMs],
  );
  return rows[0]?.times === 1;
}
