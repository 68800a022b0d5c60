// Sums over journals, added up here and nowhere else, to hold against the hub's.
import { DatabaseSync } from 'node:sqlite';
import { type JournalCopy, parsedLines } from './evidence.ts';

export interface Sums {
  sales: number;
  salesFen: number;
  refunds: number;
  refundsFen: number;
  notDelivered: number;
  unknown: number;
}

/** What the counters' own journals add up to. */
export function sumsOfJournals(journals: readonly JournalCopy[]): Sums {
  const sums: Sums = { sales: 0, salesFen: 0, refunds: 0, refundsFen: 0, notDelivered: 0, unknown: 0 };
  for (const line of journals.flatMap(parsedLines)) {
    if (line.kind === 'outcome' && line.outcome === 'delivered') {
      sums.sales += 1;
      sums.salesFen += line.priceFen;
    }
    if (line.kind === 'outcome' && line.outcome === 'not-delivered') sums.notDelivered += 1;
    if (line.kind === 'outcome' && line.outcome === 'unknown') sums.unknown += 1;
    if (line.kind === 'refund' && line.state === 'done') {
      sums.refunds += 1;
      sums.refundsFen += line.amountFen;
    }
  }
  return sums;
}

/** What a hub's database says, in its sums and in its list of sales. */
export function sumsOfHub(path: string): {
  totals: Sums;
  sales: { rows: number; fen: number; orders: number };
} {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    const totals = db
      .prepare(`SELECT total(sales) AS sales, total(sales_fen) AS salesFen, total(refunds) AS refunds,
        total(refunds_fen) AS refundsFen, total(not_delivered) AS notDelivered, total(unknown) AS unknown
        FROM day_total`)
      .get() as unknown as Sums;
    const sales = db
      .prepare(`SELECT count(*) AS rows, total(price_fen) AS fen,
        count(DISTINCT counter || ' ' || order_id || ' ' || item) AS orders FROM sale`)
      .get() as { rows: number; fen: number; orders: number };
    return { totals: { ...totals }, sales: { ...sales } };
  } finally {
    db.close();
  }
}
