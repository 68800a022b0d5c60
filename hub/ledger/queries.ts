// What the console and others ask the ledger; sums come from the totals, never from a scan of all sales.
import type { Db, SqlValue } from '@zhuangui/protocol/db/db.ts';
import type { ListVersions } from '@zhuangui/protocol/messages.ts';
import type { Case, Confirmation, NumberedSale, Refusal } from './ledger-types.ts';
import { type OrderLines, type OrderPart, readOrderLines, readOrderParts } from './order-lines.ts';
import { type OrderRecord, readOrder } from './order-record.ts';

export interface TotalsFilter {
  /** Calendar days (UTC+8), inclusive. */
  day?: string;
  fromDay?: string;
  toDay?: string;
  counter?: string;
  entry?: string;
  method?: string;
  /** These days of these counters: found by key, however many other counters there are. */
  days?: readonly string[];
  counters?: readonly string[];
}

const asList = (values: readonly string[] | undefined) => (values ? JSON.stringify(values) : undefined);

export interface Totals {
  sales: number;
  salesFen: number;
  refunds: number;
  refundsFen: number;
  notDelivered: number;
  unknown: number;
}

export const totalsDimensions = ['day', 'counter', 'entry', 'method'] as const;
export type TotalsDimension = (typeof totalsDimensions)[number];

export interface PositionRow {
  counter: string;
  journal: string;
  seq: number;
  hash: string;
  frozen: boolean;
  committedAtMs: number;
}

export interface Restatement {
  day: string;
  noticedOn: string;
  noticedAtMs: number;
  sales: number;
  salesFen: number;
  refunds: number;
  refundsFen: number;
}

export interface PendingOrder {
  counter: string;
  order: string;
  paidFen: number;
  paidAtMs: number;
}

function where(filter: TotalsFilter): { clause: string; params: SqlValue[] } {
  const terms: [string, SqlValue | undefined][] = [
    ['day = ?', filter.day],
    ['day >= ?', filter.fromDay],
    ['day <= ?', filter.toDay],
    ['counter = ?', filter.counter],
    ['entry = ?', filter.entry],
    ['method = ?', filter.method],
    ['day IN (SELECT value FROM json_each(?))', asList(filter.days)],
    ['counter IN (SELECT value FROM json_each(?))', asList(filter.counters)],
  ];
  const used = terms.filter((term): term is [string, SqlValue] => term[1] !== undefined);
  const clause = used.length === 0 ? '' : `WHERE ${used.map(([sql]) => sql).join(' AND ')}`;
  return { clause, params: used.map(([, value]) => value) };
}

const sums = `coalesce(sum(sales), 0) AS sales, coalesce(sum(sales_fen), 0) AS salesFen,
  coalesce(sum(refunds), 0) AS refunds, coalesce(sum(refunds_fen), 0) AS refundsFen,
  coalesce(sum(not_delivered), 0) AS notDelivered, coalesce(sum(unknown), 0) AS unknown`;

const saleColumns = `id, counter, seq, at AS atMs, order_id AS "order", item, slot, entry, lot, price_fen AS priceFen, method`;

export interface LedgerQueries {
  totals(filter?: TotalsFilter): Promise<Totals>;
  totalsBy<D extends TotalsDimension>(
    by: readonly D[],
    filter?: TotalsFilter,
  ): Promise<(Totals & Record<D, string>)[]>;
  /** Refused attempts by gate point and reason. */
  refusedTotals(
    filter?: Pick<TotalsFilter, 'day' | 'fromDay' | 'toDay' | 'counter'>,
  ): Promise<{ point: string; reason: string; attempts: number }[]>;
  /** Newest first. */
  recentSales(limit: number): Promise<NumberedSale[]>;
  recentRefusals(limit: number): Promise<Refusal[]>;
  /** Sales committed after the one with id `cursor`, in order of commit. */
  salesSince(cursor: number, limit?: number): Promise<NumberedSale[]>;
  positions(): Promise<PositionRow[]>;
  /** Of one counter, oldest journal first. */
  positionsOf(counter: string): Promise<PositionRow[]>;
  /** Newest signed head of every journal with a key after this one, in order of key. */
  signedHeads(
    afterKey: number,
    limit: number,
  ): Promise<{ key: number; counter: string; journal: string; seq: number; hash: string; sig: string }[]>;
  /** Newest lists each counter has said to apply; it can sell until `expiresAtMs` at most. */
  confirmedVersions(): Promise<Confirmation[]>;
  /** First moment each counter had a list of at least this version in force. Default: the withdrawals. */
  effectiveAt(
    version: number,
    list?: 'withdrawals' | 'channels',
  ): Promise<{ counter: string; effectiveAtMs: number }[]>;
  /** Newest first; of these counters only when they are named. */
  cases(limit?: number, counters?: readonly string[]): Promise<Case[]>;
  restatements(): Promise<Restatement[]>;
  /** Whether a journal of this counter shows that the order's money was taken. */
  knowsPaid(counter: string, order: string): Promise<boolean>;
  /** One order of a counter; undefined while the hub holds no line of it. */
  order(counter: string, order: string): Promise<OrderRecord | undefined>;
  /** The order's exact lines with their place in the hash chain; undefined while the hub holds none. */
  orderLines(counter: string, order: string): Promise<OrderLines | undefined>;
  /** The stretches that lead from the order's lines to signed heads; undefined while the hub holds none. */
  orderParts(counter: string, order: string): Promise<{ journal: string; parts: OrderPart[] } | undefined>;
  /** Paid, not closed: oldest first. */
  pendingOrders(limit?: number): Promise<PendingOrder[]>;
}

const ofCounters = (counters: readonly string[] | undefined): { where: string; params: string[] } =>
  counters
    ? { where: 'WHERE counter IN (SELECT value FROM json_each(?))', params: [JSON.stringify(counters)] }
    : { where: '', params: [] };

async function positionRows(db: Db, where: string, params: string[] = []): Promise<PositionRow[]> {
  const rows = await db.query<Omit<PositionRow, 'frozen'> & { frozen: number }>(
    `SELECT counter, journal, seq, hash, frozen, committed_at AS committedAtMs FROM journal ${where}
     ORDER BY counter, first_at, key`,
    params,
  );
  return rows.map((row) => ({ ...row, frozen: row.frozen === 1 }));
}

interface ConfirmationRow extends ListVersions {
  counter: string;
  effective_at: number;
  hash: string;
  signed_at: number;
  expires_at: number;
}

interface RefusalRow {
  counter: string;
  seq: number;
  at: number;
  point: string;
  slot: number;
  entry: string | null;
  lot: string | null;
  reasons: string;
}

const confirmationOf = (row: ConfirmationRow): Confirmation => ({
  counter: row.counter,
  versions: {
    root: row.root,
    catalog: row.catalog,
    withdrawals: row.withdrawals,
    channels: row.channels,
    snapshot: row.snapshot,
  },
  hash: row.hash,
  effectiveAtMs: row.effective_at,
  signedAtMs: row.signed_at,
  expiresAtMs: row.expires_at,
});

const refusalOf = ({ counter, seq, at, point, slot, entry, lot, reasons }: RefusalRow): Refusal => ({
  counter,
  seq,
  atMs: at,
  point,
  slot,
  ...(entry === null ? {} : { entry }),
  ...(lot === null ? {} : { lot }),
  reasons: JSON.parse(reasons) as string[],
});

export function createQueries(db: Db): LedgerQueries {
  return {
    async totals(filter = {}) {
      const { clause, params } = where(filter);
      const [row] = await db.query<Totals>(`SELECT ${sums} FROM day_total ${clause}`, params);
      return row!;
    },
    totalsBy(by, filter = {}) {
      const { clause, params } = where(filter);
      const names = totalsDimensions.filter((name) => (by as readonly string[]).includes(name)).join(', ');
      return db.query(
        `SELECT ${names}, ${sums} FROM day_total ${clause} GROUP BY ${names} ORDER BY ${names}`,
        params,
      );
    },
    refusedTotals(filter = {}) {
      const { clause, params } = where(filter);
      const sql = `SELECT point, reason, sum(attempts) AS attempts FROM refused_total ${clause} GROUP BY point, reason
        ORDER BY attempts DESC, point, reason`;
      return db.query(sql, params);
    },
    recentSales: (limit) => db.query(`SELECT ${saleColumns} FROM sale ORDER BY id DESC LIMIT ?`, [limit]),
    async recentRefusals(limit) {
      const rows = await db.query<RefusalRow>('SELECT * FROM refusal ORDER BY id DESC LIMIT ?', [limit]);
      return rows.map(refusalOf);
    },
    salesSince: (cursor, limit = 1000) =>
      db.query(`SELECT ${saleColumns} FROM sale WHERE id > ? ORDER BY id LIMIT ?`, [cursor, limit]),
    positions: () => positionRows(db, ''),
    signedHeads: (afterKey, limit) =>
      db.query(
        `SELECT key, counter, journal.journal, to_seq AS seq, head AS hash, sig FROM journal
         JOIN journal_part ON journal_key = key AND to_seq = journal.seq
         WHERE key > ? ORDER BY key LIMIT ?`,
        [afterKey, limit],
      ),
    positionsOf: (counter) => positionRows(db, 'WHERE counter = ?', [counter]),
    async confirmedVersions() {
      const rows = await db.query<ConfirmationRow>('SELECT * FROM list_confirmation ORDER BY counter');
      return rows.map(confirmationOf);
    },
    effectiveAt: (version, list = 'withdrawals') =>
      db.query(
        `SELECT counter, min(effective_at) AS effectiveAtMs FROM list_history
         WHERE ${list === 'channels' ? 'channels' : 'withdrawals'} >= ? GROUP BY counter ORDER BY counter`,
        [version],
      ),
    cases(limit = 200, counters) {
      const { where, params } = ofCounters(counters);
      return db.query(
        `SELECT kind, counter, journal, seq, noticed_at AS noticedAtMs, detail, times FROM ledger_case
         ${where} ORDER BY id DESC LIMIT ?`,
        [...params, limit],
      );
    },
    restatements: () =>
      db.query(
        `SELECT day, noticed_on AS noticedOn, noticed_at AS noticedAtMs, sales, sales_fen AS salesFen, refunds,
         refunds_fen AS refundsFen FROM totals_restatement ORDER BY day, noticed_on`,
      ),
    async knowsPaid(counter, order) {
      const rows = await db.query(
        `SELECT 1 FROM journal JOIN sale_order ON journal_key = key WHERE counter = ? AND order_id = ?
         AND (paid_at IS NOT NULL OR delivered_fen + refunded_fen > 0) LIMIT 1`,
        [counter, order],
      );
      return rows.length > 0;
    },
    order: (counter, order) => readOrder(db, counter, order),
    orderLines: (counter, order) => readOrderLines(db, counter, order),
    orderParts: (counter, order) => readOrderParts(db, counter, order),
    pendingOrders: (limit = 200) =>
      db.query(
        `SELECT counter, order_id AS "order", paid_fen AS paidFen, paid_at AS paidAtMs FROM sale_order
         JOIN journal ON key = journal_key WHERE paid_at IS NOT NULL AND closed_at IS NULL ORDER BY paid_at LIMIT ?`,
        [limit],
      ),
  };
}
