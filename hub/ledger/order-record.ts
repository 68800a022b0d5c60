// One order as the ledger holds it, for a receipt: found by the counter that made it and its number.
import type { Queries } from '@zhuangui/protocol/db/db.ts';

export interface OrderRecord {
  order: string;
  /** Null while its first line has not arrived. */
  atMs: number | null;
  method: string | null;
  /** Entries by item number, in order. */
  entries: string[];
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

const entriesOf = (text: string | null): string[] => {
  const byItem = JSON.parse(text ?? '{}') as Record<string, string>;
  return Object.keys(byItem)
    .sort()
    .map((item) => byItem[item]!);
};

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
  const moved = await db.query<{ fen: number | null }>(
    `SELECT sum(amount_fen) AS fen FROM refund WHERE journal_key = ? AND refund_id BETWEEN ? AND ? AND done_at IS NOT NULL`,
    [row.key, `r${order.slice(1)}-`, `r${order.slice(1)}-9`],
  );
  return {
    order,
    atMs: row.at,
    method: row.method,
    entries: entriesOf(row.entries),
    paidFen: row.paid_fen ?? 0,
    deliveredFen: row.delivered_fen ?? 0,
    refundedFen: row.refunded_fen ?? moved[0]?.fen ?? 0,
    isClosed: row.closed_at !== null,
  };
}
