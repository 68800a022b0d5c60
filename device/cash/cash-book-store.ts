// The cash book in the counter's database, changed only inside the transaction that appends the lines (CASH-1).
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Migration } from '@zhuangui/protocol/db/migrate.ts';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import { type CashBook, type CashOrder, emptyBook, foldBook, isCashLine } from './cash-book.ts';

/** Numbers 600 to 699 belong to cash. */
export const cashMigrations: readonly Migration[] = [
  {
    id: 600,
    name: 'cash-book',
    statements: ['CREATE TABLE cash_book (part TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT, WITHOUT ROWID'],
  },
];

/** The row that is about no order. */
const wholePart = 'book';

interface Row {
  part: string;
  state: string;
}

/** Every line is projected once, and a new journal counts from 1 again: no number of a line is carried over. */
function bookOf(rows: readonly Row[]): CashBook {
  const whole = rows.find((row) => row.part === wholePart);
  const base = whole ? (JSON.parse(whole.state) as Omit<CashBook, 'orders'>) : emptyBook();
  const orders = rows.filter((row) => row !== whole).map((row) => JSON.parse(row.state) as CashOrder);
  return { ...base, seq: 0, orders: new Map(orders.map((one) => [one.order, one])) };
}

async function write(tx: Queries, part: string, state: unknown): Promise<void> {
  await tx.run('INSERT OR REPLACE INTO cash_book (part, state) VALUES (?, ?)', [part, JSON.stringify(state)]);
}

async function save(tx: Queries, before: CashBook, after: CashBook): Promise<void> {
  if (before === after) return;
  const { orders, ...whole } = after;
  await write(tx, wholePart, whole);
  for (const [id, one] of orders) if (before.orders.get(id) !== one) await write(tx, id, one);
  for (const id of before.orders.keys()) {
    if (!orders.has(id)) await tx.run('DELETE FROM cash_book WHERE part = ?', [id]);
  }
}

/** Brings the table up to date with lines that are being appended; call it inside their transaction. */
export async function projectCash(tx: Queries, lines: readonly Line[]): Promise<void> {
  const ours = lines.filter(isCashLine);
  if (ours.length === 0) return;
  const before = await loadCashBook(tx);
  await save(tx, before, ours.reduce(foldBook, before));
}

/** The book as it stands: few rows, because a closed order has none. */
export async function loadCashBook(queries: Queries): Promise<CashBook> {
  return bookOf(await queries.query<Row>('SELECT part, state FROM cash_book'));
}

/** Rebuilds the table from lines saved out of a damaged journal, oldest first; what it held before is gone. */
export async function replayCash(tx: Queries, lines: readonly Line[]): Promise<void> {
  await tx.run('DELETE FROM cash_book');
  await projectCash(tx, lines);
}
