// One order as the ledger holds it, for a receipt: found by the counter that made it and its number.
import type { Queries } from '@zhuangui/protocol/db/db.ts';

export interface OrderRecord {
  order: string;
  /** Null while its first line has not arrived. */
  atMs: number | null;
  method: string | null;
  /** By item number, in order. */
  items: { entry: string; state: 'open' | 'delivered' | 'refund-due' | 'refunded' }[];
  paidFen: number;
  deliveredFen: number;
  /** Refunds that moved. */
  refundedFen: number;
  isClosed: boolean;
}

interface Row {
  key: number;
  at: number | null;
  method: string | null;
  entries: string | null;
  paid_fen: number | null;
  closed_at: number | null;
  delivered_fen: number | null;
  refunded_fen: number | null;
}

interface RefundRow {
  item: number;
  fen: number;
  reason: string;
  done_at: number | null;
}

/** What a counter writes for change: the goods of that item were delivered. */
const change = 'more was paid than asked for';

function itemsOf(row: Row, refunds: readonly RefundRow[]): OrderRecord['items'] {
  const byItem = JSON.parse(row.entries ?? '{}') as Record<string, string>;
  return Object.keys(byItem)
    .sort()
    .map((item) => {
      const back = refunds.find((refund) => refund.item === Number(item) && refund.reason !== change);
      const gone = row.closed_at !== null && (row.paid_fen ?? 0) > 0 ? 'delivered' : 'open';
      const state = back ? (back.done_at === null ? 'refund-due' : 'refunded') : gone;
      return { entry: byItem[item]!, state };
    });
}

/** Undefined when no journal of this counter that the hub holds names the order. */
export async function readOrder(
  db: Queries,
  counter: string,
  order: string,
): Promise<OrderRecord | undefined> {
  const [row] = await db.query<Row>(
    `SELECT journal_key AS key, at, method, entries, paid_fen, closed_at, delivered_fen, refunded_fen
     FROM journal JOIN sale_order ON journal_key = key WHERE counter = ? AND order_id = ? ORDER BY key DESC LIMIT 1`,
    [counter, order],
  );
  if (!row) return undefined;
  const refunds = await db.query<RefundRow>(
    `SELECT item, amount_fen AS fen, reason, done_at FROM refund WHERE journal_key = ? AND refund_id BETWEEN ? AND ?`,
    [row.key, `r${order.slice(1)}-`, `r${order.slice(1)}-9`],
  );
  const movedFen = refunds.reduce((sum, { fen, done_at }) => sum + (done_at === null ? 0 : fen), 0);
  return {
    order,
    atMs: row.at,
    method: row.method,
    items: itemsOf(row, refunds),
    paidFen: row.paid_fen ?? 0,
    deliveredFen: row.delivered_fen ?? 0,
    refundedFen: row.refunded_fen ?? movedFen,
    isClosed: row.closed_at !== null,
  };
}
