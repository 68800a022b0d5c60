// Payments for pages and totals.
import type { Db, SqlValue } from '@zhuangui/protocol/db/db.ts';
import type { DifferenceKind } from './bill-compare.ts';
import { paymentSelect, refundSelect } from './payment-store.ts';
import type { Payment, PaymentState, Refund } from './payment-types.ts';

export interface PaymentFilter {
  state?: PaymentState;
  counter?: string;
  method?: string;
  limit?: number;
}

export interface PaymentRow extends Payment {
  ageMs: number;
  refunds: Refund[];
}

/** PAY-13: charged = kept + refunded + pending, by construction and at every moment. */
export interface PaymentTotals {
  payments: number;
  chargedFen: number;
  /** Taken by counters and neither given back nor on its way back. */
  keptFen: number;
  refundedFen: number;
  /** On its way back, refused by the gateway and so still owed, or not taken by a counter yet. */
  pendingFen: number;
  pending: number;
  /** Age of the oldest pending payment or refund; 0: none. */
  oldestPendingMs: number;
}

export interface BillRecord {
  method: string;
  day: string;
  fetchedAtMs: number;
  rows: number;
  paymentsFen: number;
  refundsFen: number;
  differences: {
    kind: DifferenceKind;
    row: string;
    key: string;
    order: string;
    hereFen: number | null;
    thereFen: number | null;
  }[];
}

export interface PaymentQueries {
  /** Newest first. */
  list(filter?: PaymentFilter): Promise<PaymentRow[]>;
  totals(): Promise<PaymentTotals>;
  /** Newest day first. */
  bills(limit?: number): Promise<BillRecord[]>;
}

const totalsSql = `SELECT
  (SELECT count(*) FROM payment WHERE paid_at IS NOT NULL) AS payments,
  (SELECT coalesce(sum(paid_fen), 0) FROM payment WHERE paid_at IS NOT NULL) AS charged,
  (SELECT coalesce(sum(paid_fen), 0) FROM payment WHERE paid_at IS NOT NULL AND state = 'paid') AS untaken,
  (SELECT coalesce(sum(amount_fen), 0) FROM payment_refund WHERE state = 'done') AS refunded,
  (SELECT coalesce(sum(amount_fen), 0) FROM payment_refund WHERE state = 'pending') AS moving,
  (SELECT coalesce(sum(amount_fen), 0) FROM payment_refund WHERE state = 'refused') AS stuck,
  (SELECT count(*) FROM payment WHERE paid_at IS NOT NULL AND state = 'paid')
    + (SELECT count(*) FROM payment_refund WHERE state <> 'done') AS pending,
  (SELECT min(at) FROM (SELECT min(paid_at) AS at FROM payment WHERE paid_at IS NOT NULL AND state = 'paid'
    UNION ALL SELECT min(created_at) FROM payment_refund WHERE state <> 'done')) AS oldest`;

interface TotalsRow {
  payments: number;
  charged: number;
  untaken: number;
  refunded: number;
  moving: number;
  stuck: number;
  pending: number;
  oldest: number | null;
}

export function createPaymentQueries(db: Db, nowMs: () => number): PaymentQueries {
  return {
    async list(filter = {}) {
      const terms: [string, SqlValue | undefined][] = [
        ['state = ?', filter.state],
        ['counter = ?', filter.counter],
        ['method = ?', filter.method],
      ];
      const used = terms.filter((term): term is [string, SqlValue] => term[1] !== undefined);
      const clause = used.length === 0 ? '' : `WHERE ${used.map(([sql]) => sql).join(' AND ')}`;
      const params = [...used.map(([, value]) => value), filter.limit ?? 200];
      const sql = `${paymentSelect} ${clause} ORDER BY created_at DESC, order_id LIMIT ?`;
      const payments = await db.query<Payment>(sql, params);
      const orders = JSON.stringify(payments.map(({ order }) => order));
      const refunds = await db.query<Refund>(
        `${refundSelect} WHERE payment_refund.order_id IN (SELECT value FROM json_each(?)) ORDER BY refund_id`,
        [orders],
      );
      return payments.map((payment) => ({
        ...payment,
        ageMs: nowMs() - payment.createdAtMs,
        refunds: refunds.filter(({ order }) => order === payment.order),
      }));
    },
    async totals() {
      const [row] = await db.query<TotalsRow>(totalsSql);
      const { payments, charged, untaken, refunded, moving, stuck, pending, oldest } = row!;
      const pendingFen = untaken + moving + stuck;
      const oldestPendingMs = oldest === null ? 0 : Math.max(0, nowMs() - oldest);
      const keptFen = charged - refunded - pendingFen;
      return {
        payments,
        chargedFen: charged,
        keptFen,
        refundedFen: refunded,
        pendingFen,
        pending,
        oldestPendingMs,
      };
    },
    async bills(limit = 60) {
      const rows = await db.query<Omit<BillRecord, 'differences'>>(
        `SELECT method, day, fetched_at AS fetchedAtMs, rows, payments_fen AS paymentsFen, refunds_fen AS refundsFen
         FROM payment_bill ORDER BY day DESC, method LIMIT ?`,
        [limit],
      );
      type Difference = BillRecord['differences'][number] & { method: string; day: string };
      const found = await db.query<Difference>(
        `SELECT method, day, kind, row_kind AS "row", row_key AS "key", order_id AS "order", here_fen AS hereFen,
         there_fen AS thereFen FROM payment_bill_difference WHERE day >= ?`,
        [rows.at(-1)?.day ?? ''],
      );
      return rows.map((bill) => ({
        ...bill,
        differences: found
          .filter(({ method, day }) => method === bill.method && day === bill.day)
          .map(({ method: _method, day: _day, ...difference }) => difference),
      }));
    },
  };
}
