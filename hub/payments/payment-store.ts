// The tables of payments and refunds, one row each way.
import type { Queries, SqlValue } from '@zhuangui/protocol/db/db.ts';
import type { QrMethod } from '@zhuangui/protocol/payment-messages.ts';
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
}

/** What is due at one provider (null: not known which), the oldest first, at most `limit` of each. */
export async function readDue(
  db: Queries,
  method: QrMethod | null,
  nowMs: number,
  limit: number,
): Promise<DueRows> {
  const payments = await db.query<{ key: string }>(
    `SELECT order_id AS "key" FROM payment WHERE next_at <= ? AND method IS ? ORDER BY next_at LIMIT ?`,
    [nowMs, method, limit],
  );
  const refunds = await db.query<{ key: string }>(
    `SELECT refund_id AS "key" FROM payment_refund JOIN payment USING (order_id)
     WHERE payment_refund.next_at <= ? AND method IS ? ORDER BY payment_refund.next_at LIMIT ?`,
    [nowMs, method, limit],
  );
  return { payments: payments.map(({ key }) => key), refunds: refunds.map(({ key }) => key) };
}

/** When the next thing after `nowMs` is due; undefined: nothing is. */
export async function nextDueMs(db: Queries, nowMs: number): Promise<number | undefined> {
  const [next] = await db.query<{ at: number | null }>(
    `SELECT min(at) AS at FROM (SELECT min(next_at) AS at FROM payment WHERE next_at > ?
     UNION ALL SELECT min(next_at) FROM payment_refund WHERE next_at > ?)`,
    [nowMs, nowMs],
  );
  return next?.at ?? undefined;
}

/** PAY-9: providers repeat a notification for a day or so; a repeat after this is without effect all the same. */
export async function forgetNotices(db: Queries, beforeMs: number): Promise<void> {
  await db.run('DELETE FROM payment_notice WHERE received_at < ?', [beforeMs]);
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
