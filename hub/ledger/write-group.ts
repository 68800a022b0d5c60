// The statements of one commit group: one per table, whatever the number of rows.
import { dayOf } from '@zhuangui/protocol/days.ts';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { type DayTotal, type GroupDraft, type RefundRow, totalOf } from './group-draft.ts';
import type { NewCase } from './ledger-types.ts';

/** Lines of one journal that are committed together. */
export interface Part {
  key: number;
  counter: string;
  journal: string;
  from: number;
  to: number;
  prev: string;
  head: string;
  sig: string;
  /** Exact lines, each ended by a newline. */
  chunks: Uint8Array[];
  bytes: number;
}

const columns = (count: number) => Array.from({ length: count }, (_, at) => `value ->> ${at}`).join(', ');

const sql = {
  journal: `INSERT INTO journal (key, counter, journal, seq, hash, first_at, committed_at)
    SELECT ${columns(5)}, value ->> 5, value ->> 5 FROM json_each(?) WHERE true
    ON CONFLICT (key) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, committed_at = excluded.committed_at`,
  part: `INSERT INTO journal_part (journal_key, from_seq, to_seq, prev, head, sig, received_at, bytes)
    SELECT ${columns(7)}, substr(?1, value ->> 7, value ->> 8) FROM json_each(?2)`,
  sale: `INSERT INTO sale (counter, journal_key, seq, at, order_id, item, slot, entry, lot, price_fen, method)
    SELECT ${columns(11)} FROM json_each(?)`,
  order: `INSERT INTO sale_order (journal_key, order_id, at, total_fen, method, entries, paid_at, paid_fen, closed_at,
    delivered_fen, refunded_fen) SELECT ${columns(11)} FROM json_each(?) WHERE true
    ON CONFLICT (journal_key, order_id) DO UPDATE SET at = coalesce(excluded.at, at),
      total_fen = coalesce(excluded.total_fen, total_fen), method = coalesce(excluded.method, method),
      entries = coalesce(excluded.entries, entries), paid_at = coalesce(paid_at, excluded.paid_at),
      paid_fen = coalesce(paid_fen, 0) + coalesce(excluded.paid_fen, 0),
      closed_at = coalesce(excluded.closed_at, closed_at),
      delivered_fen = coalesce(excluded.delivered_fen, delivered_fen),
      refunded_fen = coalesce(excluded.refunded_fen, refunded_fen)`,
  refund: `INSERT INTO refund (journal_key, refund_id, order_id, item, amount_fen, method, reason, due_at, done_at)
    SELECT ${columns(9)} FROM json_each(?) WHERE true
    ON CONFLICT (journal_key, refund_id) DO UPDATE SET due_at = coalesce(due_at, excluded.due_at),
      done_at = coalesce(done_at, excluded.done_at)`,
  refusal: `INSERT INTO refusal (counter, journal_key, seq, at, point, slot, entry, lot, reasons)
    SELECT ${columns(9)} FROM json_each(?)`,
  dayTotal: `INSERT INTO day_total (day, counter, entry, method, sales, sales_fen, refunds, refunds_fen, not_delivered,
    unknown) SELECT ${columns(10)} FROM json_each(?) WHERE true
    ON CONFLICT (day, counter, entry, method) DO UPDATE SET sales = sales + excluded.sales,
      sales_fen = sales_fen + excluded.sales_fen, refunds = refunds + excluded.refunds,
      refunds_fen = refunds_fen + excluded.refunds_fen, not_delivered = not_delivered + excluded.not_delivered,
      unknown = unknown + excluded.unknown`,
  refusedTotal: `INSERT INTO refused_total (day, counter, point, reason, attempts)
    SELECT ${columns(5)} FROM json_each(?) WHERE true
    ON CONFLICT (day, counter, point, reason) DO UPDATE SET attempts = attempts + excluded.attempts`,
  restatement: `INSERT INTO totals_restatement (day, noticed_on, noticed_at, sales, sales_fen, refunds, refunds_fen)
    SELECT ${columns(7)} FROM json_each(?) WHERE true
    ON CONFLICT (day, noticed_on) DO UPDATE SET noticed_at = excluded.noticed_at, sales = sales + excluded.sales,
      sales_fen = sales_fen + excluded.sales_fen, refunds = refunds + excluded.refunds,
      refunds_fen = refunds_fen + excluded.refunds_fen`,
  confirmation: `INSERT INTO list_confirmation (counter, effective_at, root, catalog, withdrawals, channels, snapshot,
    hash, signed_at, expires_at) SELECT ${columns(10)} FROM json_each(?) WHERE true
    ON CONFLICT (counter) DO UPDATE SET effective_at = excluded.effective_at, root = excluded.root,
      catalog = excluded.catalog, withdrawals = excluded.withdrawals, channels = excluded.channels,
      snapshot = excluded.snapshot, hash = excluded.hash, signed_at = excluded.signed_at,
      expires_at = excluded.expires_at`,
  history: `INSERT INTO list_history (counter, effective_at, catalog, withdrawals, channels)
    SELECT value ->> 0, value ->> 1, value ->> 3, value ->> 4, value ->> 5 FROM json_each(?) WHERE true
    ON CONFLICT DO NOTHING`,
  case: `INSERT INTO ledger_case (kind, counter, journal, seq, noticed_at, detail, times)
    SELECT ${columns(6)}, 1 FROM json_each(?) WHERE true
    ON CONFLICT (counter, kind, journal, seq) DO UPDATE SET times = times + 1, detail = excluded.detail`,
  settledRefunds: `SELECT journal_key AS key, refund_id AS refund FROM refund JOIN json_each(?)
    ON journal_key = value ->> 0 AND refund_id = value ->> 1 WHERE done_at IS NOT NULL`,
  refundEntries: `SELECT journal_key AS key, order_id AS "order", entries FROM sale_order JOIN json_each(?)
    ON journal_key = value ->> 0 AND order_id = value ->> 1 WHERE entries IS NOT NULL`,
} as const;

async function insert(tx: Queries, statement: string, rows: readonly unknown[]): Promise<void> {
  if (rows.length > 0) await tx.run(statement, [JSON.stringify(rows)]);
}

/** LED-3: everything of one group, inside the caller's transaction: lines, heads, ledger, totals, cases. */
export async function writeGroup(
  tx: Queries,
  parts: readonly Part[],
  draft: GroupDraft,
  nowMs: number,
): Promise<void> {
  await insert(
    tx,
    sql.journal,
    parts.map(({ key, counter, journal, to, head }) => [key, counter, journal, to, head, nowMs]),
  );
  await writeParts(tx, parts, nowMs);
  await writeOrders(tx, draft);
  await writeRefunds(tx, draft);
  await writeTotals(tx, draft, nowMs);
  await writeRefusals(tx, draft);
  await writeConfirmations(tx, draft);
  await writeCases(tx, draft.cases, nowMs);
}

async function writeParts(tx: Queries, parts: readonly Part[], nowMs: number): Promise<void> {
  let offset = 1;
  const rows = parts.map((part) => {
    const row = [part.key, part.from, part.to, part.prev, part.head, part.sig, nowMs, offset, part.bytes];
    offset += part.bytes;
    return row;
  });
  const bytes = Buffer.concat(parts.flatMap((part) => part.chunks));
  if (rows.length > 0) await tx.run(sql.part, [bytes, JSON.stringify(rows)]);
}

async function writeOrders(tx: Queries, draft: GroupDraft): Promise<void> {
  const sales = draft.sales.map((sale) => [
    sale.counter,
    sale.key,
    sale.seq,
    sale.atMs,
    sale.order,
    sale.item,
    sale.slot,
    sale.entry,
    sale.lot,
    sale.priceFen,
    sale.method,
  ]);
  await insert(tx, sql.sale, sales);
  const orders = [...draft.orders.values()].map((row) => [
    row.key,
    row.order,
    row.at,
    row.totalFen,
    row.method,
    row.entries,
    row.paidAt,
    row.paidFen,
    row.closedAt,
    row.deliveredFen,
    row.refundedFen,
  ]);
  await insert(tx, sql.order, orders);
}

const refundId = (key: number, refund: string) => `${key}\n${refund}`;

/** LED-5: a refund counts once, when it is first said to be done; its entry is that of the order's line item. */
async function writeRefunds(tx: Queries, draft: GroupDraft): Promise<void> {
  const { refunds } = draft;
  if (refunds.length === 0) return;
  const asked = refunds.map(({ key, line }) => [key, line.refund]);
  const settled = await tx.query<{ key: number; refund: string }>(sql.settledRefunds, [
    JSON.stringify(asked),
  ]);
  const counted = new Set(settled.map(({ key, refund }) => refundId(key, refund)));
  const entries = await refundEntries(tx, refunds);
  for (const { key, counter, line } of refunds) {
    const id = refundId(key, line.refund);
    if (line.state !== 'done' || counted.has(id)) continue;
    counted.add(id);
    const entry = entries.get(refundId(key, line.order))?.[line.item] ?? '';
    const total = totalOf(draft, line.at, counter, entry, line.method);
    total.refunds += 1;
    total.refundsFen += line.amountFen;
    draft.countedRefunds.push({ key, counter, entry, line });
  }
  const rows = refunds.map(({ key, line }) => {
    const { refund, order, item, amountFen, method, reason, state, at } = line;
    return [
      key,
      refund,
      order,
      item,
      amountFen,
      method,
      reason,
      state === 'due' ? at : null,
      state === 'done' ? at : null,
    ];
  });
  await insert(tx, sql.refund, rows);
}

async function refundEntries(
  tx: Queries,
  refunds: readonly RefundRow[],
): Promise<Map<string, Record<string, string>>> {
  const orders = refunds.map(({ key, line }) => [key, line.order]);
  const rows = await tx.query<{ key: number; order: string; entries: string }>(sql.refundEntries, [
    JSON.stringify(orders),
  ]);
  return new Map(rows.map((row) => [refundId(row.key, row.order), JSON.parse(row.entries)]));
}

async function writeTotals(tx: Queries, draft: GroupDraft, nowMs: number): Promise<void> {
  const totals = [...draft.dayTotals.values()];
  const rows = totals.map((total) => [
    total.day,
    total.counter,
    total.entry,
    total.method,
    total.sales,
    total.salesFen,
    total.refunds,
    total.refundsFen,
    total.notDelivered,
    total.unknown,
  ]);
  await insert(tx, sql.dayTotal, rows);
  const today = dayOf(nowMs);
  await insert(
    tx,
    sql.restatement,
    totals.filter(({ day }) => day < today).map((total) => restated(total, today, nowMs)),
  );
  const refused = [...draft.refusedTotals.values()];
  await insert(
    tx,
    sql.refusedTotal,
    refused.map(({ day, counter, point, reason, attempts }) => [day, counter, point, reason, attempts]),
  );
}

/** LED-7: what a late line changes in a day that is over. */
const restated = ({ day, sales, salesFen, refunds, refundsFen }: DayTotal, today: string, nowMs: number) => [
  day,
  today,
  nowMs,
  sales,
  salesFen,
  refunds,
  refundsFen,
];

async function writeRefusals(tx: Queries, draft: GroupDraft): Promise<void> {
  const rows = draft.refusals.map(({ counter, key, seq, atMs, point, slot, entry, lot, reasons }) => [
    counter,
    key,
    seq,
    atMs,
    point,
    slot,
    entry,
    lot,
    JSON.stringify(reasons),
  ]);
  await insert(tx, sql.refusal, rows);
}

async function writeConfirmations(tx: Queries, draft: GroupDraft): Promise<void> {
  const rows = draft.confirmations.map(
    ({ counter, effectiveAtMs, versions, hash, signedAtMs, expiresAtMs }) => {
      const { root, catalog, withdrawals, channels, snapshot } = versions;
      return [
        counter,
        effectiveAtMs,
        root,
        catalog,
        withdrawals,
        channels,
        snapshot,
        hash,
        signedAtMs,
        expiresAtMs,
      ];
    },
  );
  await insert(tx, sql.confirmation, rows);
  await insert(tx, sql.history, rows);
}

/** Cases are found again by (counter, kind, journal, line): a repeat only counts. */
export async function writeCases(tx: Queries, cases: readonly NewCase[], nowMs: number): Promise<void> {
  const rows = cases.map(({ kind, counter, journal, seq, detail }) => [
    kind,
    counter,
    journal,
    seq,
    nowMs,
    detail,
  ]);
  await insert(tx, sql.case, rows);
}
