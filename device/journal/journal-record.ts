// Which journal a file holds, by its record and by its first line.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { genesisHash, nextHash } from '@zhuangui/protocol/journal-chain.ts';
import { parseJson } from '@zhuangui/protocol/schema.ts';
import { finding } from './finding.ts';
import { hasTables, type JournalMeta, type LineRow, lastHead, readMeta, rowsAfter } from './line-store.ts';

export interface JournalRecord {
  /** Undefined when the file holds no journal, or none that can be told (then there is a `why`). */
  journal?: string;
  meta?: JournalMeta;
  /** Number of the last line; undefined when it cannot be read. */
  lines?: number;
  /** What does not fit. */
  why?: string;
}

/** The record and the first line must agree; the first line wins when its hash proves it. */
export async function readRecord(db: Queries, counter: string): Promise<JournalRecord> {
  const tables = await finding(() => hasTables(db));
  if ('why' in tables) return { why: tables.why };
  if (!tables.value) return {};
  const last = await finding(() => lastHead(db));
  const record = await finding(() => readMeta(db));
  const first = await finding(() => rowsAfter(db, 0, 1));
  const lines = 'why' in last ? undefined : (last.value?.seq ?? 0);
  const meta = 'why' in record ? undefined : record.value;
  const named = 'why' in first ? undefined : journalNamedBy(first.value[0], counter);
  const unread = [last, record, first].find((result) => 'why' in result);
  return assemble({
    meta,
    named,
    lines,
    counter,
    unread: unread && 'why' in unread ? unread.why : undefined,
  });
}

interface Parts {
  meta: JournalMeta | undefined;
  named: string | undefined;
  lines: number | undefined;
  counter: string;
  unread: string | undefined;
}

function assemble({ meta, named, lines, counter, unread }: Parts): JournalRecord {
  const journal = named ?? meta?.id;
  const why = unread ?? problemOf(meta, lines, named, counter);
  return {
    ...(journal !== undefined && { journal }),
    ...(meta !== undefined && { meta }),
    ...(lines !== undefined && { lines }),
    ...(why !== undefined && { why }),
  };
}

function problemOf(
  meta: JournalMeta | undefined,
  lines: number | undefined,
  named: string | undefined,
  counter: string,
): string | undefined {
  if (meta === undefined) return lines === 0 ? undefined : 'the record of the journal is missing';
  if (lines === 0) return 'the journal has a record and no line';
  if (meta.counter !== counter) return `the file belongs to counter ${meta.counter}`;
  if (named !== undefined && named !== meta.id) return `record and first line disagree: ${meta.id}, ${named}`;
  return undefined;
}

/** The journal a first line names, when its hash proves that it stands first there. */
function journalNamedBy(row: LineRow | undefined, counter: string): string | undefined {
  if (row === undefined) return undefined;
  const json = parseJson('line', row.bytes);
  const journal = json.ok ? (json.value as { journal?: unknown } | null)?.journal : undefined;
  if (typeof journal !== 'string') return undefined;
  return nextHash(genesisHash(counter, journal), row.bytes) === row.hash ? journal : undefined;
}
