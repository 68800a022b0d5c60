// Open orders in the journal's database, so that a start need not read the whole journal (SALE-1).
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Migration } from '@zhuangui/protocol/db/migrate.ts';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import { foldOrder, type OpenOrder, openOrdersOf, orderOfLine } from './open-orders.ts';

/** Numbers 400 to 499 belong to the sale. */
export const saleMigrations: readonly Migration[] = [
  {
    id: 400,
    name: 'open-order',
    statements: [
      `CREATE TABLE open_order (
        order_id TEXT PRIMARY KEY,
        since_seq INTEGER NOT NULL,
        state TEXT NOT NULL
      ) STRICT, WITHOUT ROWID`,
    ],
  },
];

interface Row {
  order_id: string;
  state: string;
}

const stateOf = (row: Row | undefined): OpenOrder | undefined => row && (JSON.parse(row.state) as OpenOrder);

async function write(tx: Queries, order: OpenOrder, seq: number): Promise<void> {
  if (order.closed) {
    await tx.run('DELETE FROM open_order WHERE order_id = ?', [order.order]);
    return;
  }
  await tx.run(
    `INSERT INTO open_order (order_id, since_seq, state) VALUES (?, ?, ?)
     ON CONFLICT (order_id) DO UPDATE SET state = excluded.state`,
    [order.order, seq, JSON.stringify(order)],
  );
}

/** Brings the table up to date with lines that are being appended; call it inside their transaction. */
export async function projectOpenOrders(tx: Queries, lines: readonly Line[]): Promise<void> {
  for (const line of lines) {
    const id = orderOfLine(line);
    if (id === undefined) continue;
    const rows = await tx.query<Row>('SELECT order_id, state FROM open_order WHERE order_id = ?', [id]);
    const next = foldOrder(stateOf(rows[0]), line);
    if (next) await write(tx, next, line.seq);
  }
}

/** Orders that are not closed, oldest first. */
export async function loadOpenOrders(queries: Queries): Promise<OpenOrder[]> {
  const rows = await queries.query<Row>(
    'SELECT order_id, state FROM open_order ORDER BY since_seq, order_id',
  );
  return rows.map((row) => stateOf(row)!);
}

/** Rebuilds the table from lines saved out of a damaged journal, oldest first; what it held before is gone. */
export async function replayOpenOrders(tx: Queries, lines: readonly Line[]): Promise<void> {
  await tx.run('DELETE FROM open_order');
  let seq = 0;
  for (const order of openOrdersOf(lines)) {
    seq += 1;
    await write(tx, order, seq);
  }
}
