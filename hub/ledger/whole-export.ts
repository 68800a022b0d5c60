// What an auditor is given of the ledger: which journals there are, their stored stretches as bytes, and the totals.
import { dayOf, startOfDay } from '@zhuangui/protocol/days.ts';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { ExportedTotal } from '@zhuangui/protocol/export-format.ts';

export interface StoredJournal {
  key: number;
  counter: string;
  journal: string;
  seq: number;
}

/** A stored stretch: exact lines, each ended by a newline. */
export interface StoredPart {
  from: number;
  to: number;
  prev: string;
  head: string;
  sig: string;
  receivedAtMs: number;
  bytes: Uint8Array;
}

const pageRows = 1000;

/** Journals that hold lines, by counter, a page in memory at a time; `counters` null: all. */
export async function* storedJournals(
  db: Queries,
  counters: readonly string[] | null,
): AsyncGenerator<StoredJournal> {
  let [counter, key] = ['', 0];
  const named = counters === null ? '' : 'AND counter IN (SELECT value FROM json_each(?3))';
  for (;;) {
    const rows = await db.query<StoredJournal>(
      `SELECT key, counter, journal, seq FROM journal WHERE seq > 0 AND (counter, key) > (?1, ?2) ${named}
       ORDER BY counter, key LIMIT ${pageRows}`,
      counters === null ? [counter, key] : [counter, key, JSON.stringify(counters)],
    );
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < pageRows) return;
    ({ counter, key } = last);
  }
}

const partSql = `SELECT from_seq AS "from", to_seq AS "to", prev, head, sig, received_at AS receivedAtMs, bytes
  FROM journal_part WHERE journal_key = ?`;
const listsMark = Buffer.from('"kind":"lists"');

/**
 * VER-4: the first stretch of a period: one that came in on its first day or later, and before it as far back as the
 * lists that were in force then. Undefined: nothing came in since.
 */
async function firstOf(db: Queries, key: number, from: string | null): Promise<number | undefined> {
  if (from === null) return 1;
  const [row] = await db.query<{ seq: number | null }>(
    'SELECT min(from_seq) AS seq FROM journal_part WHERE journal_key = ? AND received_at >= ?',
    [key, startOfDay(from)],
  );
  if (row?.seq == null) return undefined;
  for (let seq = row.seq; ; ) {
    const [part] = await db.query<StoredPart>(`${partSql} AND to_seq >= ? ORDER BY to_seq LIMIT 1`, [
      key,
      seq,
    ]);
    if (!part || part.from === 1 || Buffer.from(part.bytes).includes(listsMark)) return part?.from ?? row.seq;
    seq = part.from - 1;
  }
}

/** True when the stretch and all after it belong to a later day than `to`. */
function isAfter(part: StoredPart, to: string | null): boolean {
  if (to === null || dayOf(part.receivedAtMs) <= to) return false;
  const text = Buffer.from(part.bytes).toString('utf8', 0, 200);
  const at = Number(/"at":(\d{1,15})/.exec(text)?.[1] ?? 0);
  return dayOf(at) > to;
}

/** Stretches of a journal that hold the days `from` to `to` (null: no bound), one in memory at a time. */
export async function* storedParts(
  db: Queries,
  key: number,
  from: string | null,
  to: string | null,
): AsyncGenerator<StoredPart> {
  const first = await firstOf(db, key, from);
  if (first === undefined) return;
  let seq = first - 1;
  for (;;) {
    const [part] = await db.query<StoredPart>(`${partSql} AND to_seq > ? ORDER BY to_seq LIMIT 1`, [
      key,
      seq,
    ]);
    if (!part || isAfter(part, to)) return;
    yield part;
    seq = part.to;
  }
}

/** The totals of days (both included), in order, a page in memory at a time. */
export async function* storedTotals(
  db: Queries,
  from: string | null,
  to: string | null,
  counters: readonly string[] | null,
): AsyncGenerator<ExportedTotal> {
  let last = ['', '', '', ''];
  const named = counters === null ? '' : 'AND counter IN (SELECT value FROM json_each(?7))';
  for (;;) {
    const rows = await db.query<ExportedTotal>(
      `SELECT day, counter, entry, method, sales, sales_fen AS salesFen, refunds, refunds_fen AS refundsFen,
         not_delivered AS notDelivered, unknown FROM day_total
       WHERE (day, counter, entry, method) > (?1, ?2, ?3, ?4) AND day >= ?5 AND day <= ?6 ${named}
       ORDER BY day, counter, entry, method LIMIT ${pageRows}`,
      [...last, from ?? '', to ?? '9999-12-31', ...(counters === null ? [] : [JSON.stringify(counters)])],
    );
    yield* rows;
    const end = rows.at(-1);
    if (!end || rows.length < pageRows) return;
    last = [end.day, end.counter, end.entry, end.method];
  }
}
