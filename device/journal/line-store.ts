// The statements of the journal's two tables; nobody else writes SQL for them.
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import { DbError } from '@zhuangui/protocol/db/db-error.ts';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import type { JournalHead, StoredLine } from './journal.ts';
import { orderOf } from './line-codec.ts';

/** What a file says about itself. */
export interface JournalMeta {
  id: string;
  counter: string;
  /** SPKI DER, base64. */
  publicKey: string;
  createdAtMs: number;
}

/** A line as its row holds it; `kind` and `order` stand beside the bytes for queries and are checked against them. */
export interface LineRow extends StoredLine {
  kind: string;
  order: string | null;
}

interface RawRow {
  seq: number;
  kind: string;
  order_id: string | null;
  bytes: Uint8Array;
  hash: Uint8Array;
}

export const hexOf = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');

/** Writes one line; its number is taken only once. */
export async function insertLine(tx: Queries, line: Line, bytes: Uint8Array, hashHex: string): Promise<void> {
  await tx.run('INSERT INTO journal_line (seq, kind, order_id, bytes, hash) VALUES (?, ?, ?, ?, ?)', [
    line.seq,
    line.kind,
    orderOf(line),
    bytes,
    Buffer.from(hashHex, 'hex'),
  ]);
}

/** Rows after a position, in order. */
export async function rowsAfter(db: Queries, seq: number, linesMax: number): Promise<LineRow[]> {
  const rows = await db.query<RawRow>(
    'SELECT seq, kind, order_id, bytes, hash FROM journal_line WHERE seq > ? ORDER BY seq LIMIT ?',
    [seq, linesMax],
  );
  return rows.map(lineRow);
}

/** A damaged record header can make a number of what was written as bytes. */
function lineRow(row: RawRow): LineRow {
  if (!(row.bytes instanceof Uint8Array) || !(row.hash instanceof Uint8Array)) {
    throw new DbError('corrupt', `Line ${row.seq} holds no bytes: set the file aside`);
  }
  return { seq: row.seq, kind: row.kind, order: row.order_id, bytes: row.bytes, hash: hexOf(row.hash) };
}

/** Number and hash of the last line, undefined when there is none. */
export async function lastHead(db: Queries): Promise<JournalHead | undefined> {
  const rows = await db.query<{ seq: number; hash: Uint8Array }>(
    'SELECT seq, hash FROM journal_line ORDER BY seq DESC LIMIT 1',
  );
  return rows[0] && { seq: rows[0].seq, hash: hexOf(rows[0].hash) };
}

/** Stored hash of one line. */
export async function storedHash(db: Queries, seq: number): Promise<string | undefined> {
  const rows = await db.query<{ hash: Uint8Array }>('SELECT hash FROM journal_line WHERE seq = ?', [seq]);
  return rows[0] && hexOf(rows[0].hash);
}

/** Sizes of the lines after a position, to cut a block before its bytes are read. */
export async function sizesAfter(db: Queries, seq: number, linesMax: number): Promise<number[]> {
  const rows = await db.query<{ size: number }>(
    'SELECT length(bytes) AS size FROM journal_line WHERE seq > ? ORDER BY seq LIMIT ?',
    [seq, linesMax],
  );
  return rows.map((row) => row.size);
}

/** True when the file has the journal's tables. */
export async function hasTables(db: Queries): Promise<boolean> {
  const rows = await db.query(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name IN ('journal_line', 'journal_meta')",
  );
  return rows.length === 2;
}

export async function readMeta(db: Queries): Promise<JournalMeta | undefined> {
  const rows = await db.query<JournalMeta>(
    'SELECT id, counter, public_key AS publicKey, created_at AS createdAtMs FROM journal_meta',
  );
  return rows[0];
}

export async function insertMeta(tx: Queries, meta: JournalMeta): Promise<void> {
  await tx.run('INSERT INTO journal_meta (one, id, counter, public_key, created_at) VALUES (1, ?, ?, ?, ?)', [
    meta.id,
    meta.counter,
    meta.publicKey,
    meta.createdAtMs,
  ]);
}

/**
 * Begins a change that changes nothing, and reads what `migrate` will read: both fail on a file whose header or
 * schema is damaged where no check looks. Costs no sync.
 */
export async function probe(db: Db): Promise<void> {
  await db.transaction((tx) => tx.run('UPDATE journal_meta SET one = one WHERE 0'));
  await db.query('SELECT area, id, name, hash FROM schema_migration');
}
