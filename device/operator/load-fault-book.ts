// The book of faults as the journal has it at start.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { LineOf } from '@zhuangui/protocol/journal-lines.ts';
import { type FaultBook, noteFault } from './fault-book.ts';

export async function loadFaultBook(db: Queries): Promise<FaultBook> {
  const rows = await db.query<{ bytes: Uint8Array }>(
    "SELECT bytes FROM journal_line WHERE kind = 'fault' ORDER BY seq",
  );
  const empty: FaultBook = new Map();
  return rows.reduce(
    (book, { bytes }) => noteFault(book, JSON.parse(Buffer.from(bytes).toString('utf8')) as LineOf<'fault'>),
    empty,
  );
}
