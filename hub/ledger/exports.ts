// Stored journals as they were written: exact lines, and the hash at any of them.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { genesisHash } from '@zhuangui/protocol/journal-chain.ts';
import { hashAfter } from './chain.ts';

interface PartRow {
  from_seq: number;
  prev: string;
  head: string;
  to_seq: number;
  sig: string;
  bytes: Uint8Array;
}

/** One stored stretch of a journal; `lines` end with a newline each, `sig` signs the head at `to`. */
export interface ExportedPart {
  from: number;
  to: number;
  prev: string;
  head: string;
  sig: string;
  lines: Uint8Array[];
}

const newline = 0x0a;

/** Cuts stored bytes into their lines, without the newlines. */
export function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let start = 0;
  for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

interface JournalName {
  key: number;
  counter: string;
  journal: string;
}

/** Hash at a stored line; 0 is the genesis hash, undefined beyond what is stored. */
export async function storedHashAt(db: Queries, name: JournalName, seq: number): Promise<string | undefined> {
  if (seq === 0) return genesisHash(name.counter, name.journal);
  const [part] = await db.query<PartRow>(
    'SELECT * FROM journal_part WHERE journal_key = ? AND to_seq >= ? ORDER BY to_seq LIMIT 1',
    [name.key, seq],
  );
  if (part === undefined || part.from_seq > seq) return undefined;
  return part.to_seq === seq
    ? part.head
    : hashAfter(part.prev, linesOf(part.bytes), 0, seq - part.from_seq + 1);
}

/** LED-10: a journal's parts that end after line `after`, in order, one read from the database at a time. */
export async function* exportParts(
  db: Queries,
  counter: string,
  journal: string,
  after = 0,
): AsyncGenerator<ExportedPart> {
  const sql = `SELECT part.* FROM journal_part AS part JOIN journal ON journal.key = part.journal_key
    WHERE journal.counter = ? AND journal.journal = ? AND part.to_seq > ? ORDER BY part.to_seq LIMIT 1`;
  let seq = after;
  for (;;) {
    const [row] = await db.query<PartRow>(sql, [counter, journal, seq]);
    if (row === undefined) return;
    const { from_seq: from, to_seq: to, prev, head, sig } = row;
    yield { from, to, prev, head, sig, lines: linesOf(row.bytes) };
    seq = to;
  }
}
