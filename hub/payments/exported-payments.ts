// What the hub says of the money of each order, beside the providers' own bills.
import { addDays, startOfDay } from '@zhuangui/protocol/days.ts';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { ExportedPayment } from '@zhuangui/protocol/export-format.ts';

const pageRows = 500;

/** Payments created on these days (both included; null: no bound), in order, a page in memory at a time. */
export async function* exportedPayments(
  db: Queries,
  from: string | null,
  to: string | null,
  counters: readonly string[] | null,
): AsyncGenerator<ExportedPayment> {
  let [at, order] = [from === null ? 0 : startOfDay(from), ''];
  const until = to === null ? Number.MAX_SAFE_INTEGER : startOfDay(addDays(to, 1));
  const named = counters === null ? '' : 'AND counter IN (SELECT value FROM json_each(?4))';
  for (;;) {
    const rows = await db.query<Omit<ExportedPayment, 'refunds'> & { createdAtMs: number }>(
      `SELECT order_id AS "order", counter, method, state, total_fen AS totalFen, paid_fen AS paidFen,
         paid_at AS paidAtMs, created_at AS createdAtMs FROM payment
       WHERE (created_at, order_id) > (CAST(?1 AS INTEGER), ?2) AND created_at < CAST(?3 AS INTEGER) ${named}
       ORDER BY created_at, order_id LIMIT ${pageRows}`,
      [at, order, until, ...(counters === null ? [] : [JSON.stringify(counters)])],
    );
    const refunds = await refundsOf(
      db,
      rows.map((row) => row.order),
    );
    for (const { createdAtMs: _, ...row } of rows) yield { ...row, refunds: refunds.get(row.order) ?? [] };
    const last = rows.at(-1);
    if (!last || rows.length < pageRows) return;
    [at, order] = [last.createdAtMs, last.order];
  }
}

type Refund = ExportedPayment['refunds'][number];

async function refundsOf(db: Queries, orders: readonly string[]): Promise<Map<string, Refund[]>> {
  const rows = await db.query<Refund & { order: string }>(
    `SELECT order_id AS "order", refund_id AS refund, amount_fen AS amountFen, by_whom AS by, state,
       done_at AS doneAtMs FROM payment_refund WHERE order_id IN (SELECT value FROM json_each(?)) ORDER BY refund_id`,
    [JSON.stringify(orders)],
  );
  const found = new Map<string, Refund[]>();
  for (const { order, ...refund } of rows) found.set(order, [...(found.get(order) ?? []), refund]);
  return found;
}
