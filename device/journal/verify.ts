// Is the file whole, and is the chain in it? Reads in blocks, so that memory stays bounded.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { DbError } from '@zhuangui/protocol/db/db-error.ts';
import { integrityCheck } from '@zhuangui/protocol/db/maintenance.ts';
import { genesisHash, nextHash } from '@zhuangui/protocol/journal-chain.ts';
import { parseJson } from '@zhuangui/protocol/schema.ts';
import type { JournalHead } from './journal.ts';
import { wordsOf } from './journal-error.ts';
import { orderOf } from './line-codec.ts';
import {
  hasTables,
  type JournalMeta,
  type LineRow,
  lastHead,
  readMeta,
  rowsAfter,
  storedHash,
} from './line-store.ts';

export interface VerifyOptions {
  counter: string;
  /** Lines checked from the end; the ones before are taken on trust. Default: all. */
  lastLines?: number;
  /** 'full' also compares tables with their indexes. Default 'full'. */
  depth?: 'quick' | 'full';
  /** Lines read at a time. Default 500. */
  blockLines?: number;
}

export type Verdict =
  /** No line yet. */
  | { state: 'empty' }
  | { state: 'ok'; meta: JournalMeta; head: JournalHead; checkedLines: number }
  /** `journal` and `goodUntil` as far as they can be told: the lines up to there hash to what was written. */
  | { state: 'damaged'; journal?: string; goodUntil?: JournalHead; why: string };

interface Walk {
  good: JournalHead;
  why?: string;
}

/** Runs a read whose failure is a finding. What is not about damage (busy, closed) is thrown on. */
async function finding<T>(read: () => Promise<T>): Promise<{ value: T } | { why: string }> {
  try {
    return { value: await read() };
  } catch (error) {
    if (error instanceof DbError && (error.code === 'busy' || error.code === 'closed')) throw error;
    return { why: wordsOf(error) };
  }
}

/** Checks the structure of the file and then the hash chain (JRN-5). Damage is the answer, not an exception. */
export async function verifyJournal(db: Queries, options: VerifyOptions): Promise<Verdict> {
  const structure = await finding(() => integrityCheck(db, options.depth ?? 'full'));
  const structureWhy = 'why' in structure ? structure.why : structure.value.problems[0];
  const about = await finding(() => describe(db, options.counter));
  if ('why' in about) return { state: 'damaged', why: structureWhy ?? about.why };
  const { journal, meta, lines, why } = about.value;
  if (journal === undefined) {
    const problem =
      structureWhy ?? (lines > 0 ? 'no line and no record says which journal this is' : undefined);
    return problem === undefined ? { state: 'empty' } : { state: 'damaged', why: wordsOf(problem) };
  }
  const walk = await walkFrom(db, options, journal, lines);
  const problem = structureWhy ?? walk.why ?? why;
  if (problem !== undefined || meta === undefined) {
    const words = wordsOf(problem ?? 'the record of the journal is missing');
    return { state: 'damaged', journal, goodUntil: walk.good, why: words };
  }
  const checkedLines = Math.min(walk.good.seq, options.lastLines ?? walk.good.seq);
  return { state: 'ok', meta, head: walk.good, checkedLines };
}

interface Description {
  journal?: string;
  meta?: JournalMeta;
  /** Number of the last line. */
  lines: number;
  why?: string;
}

/** Which journal this is: the record and the first line must agree; the first line, when it hashes, wins. */
async function describe(db: Queries, counter: string): Promise<Description> {
  if (!(await hasTables(db))) return { lines: 0 };
  const lines = (await lastHead(db))?.seq ?? 0;
  const read = await finding(() => readMeta(db));
  const meta = 'value' in read ? read.value : undefined;
  const first = await finding(() => rowsAfter(db, 0, 1));
  const named = 'value' in first ? journalNamedBy(first.value[0], counter) : undefined;
  const journal = named ?? meta?.id;
  const description = { lines, ...(journal && { journal }), ...(meta && { meta }) };
  const why = meta && descriptionProblem(meta, lines, named, counter);
  return why === undefined ? description : { ...description, why };
}

function descriptionProblem(meta: JournalMeta, lines: number, named: string | undefined, counter: string) {
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

async function walkFrom(db: Queries, options: VerifyOptions, journal: string, lines: number): Promise<Walk> {
  const skipped = Math.max(0, lines - (options.lastLines ?? lines));
  const genesis = { seq: 0, hash: genesisHash(options.counter, journal) };
  if (skipped > 0) {
    const start = await finding(() => storedHash(db, skipped));
    if ('value' in start && start.value !== undefined) {
      const walk = await walkChain(db, { seq: skipped, hash: start.value }, options.blockLines);
      if (walk.why === undefined) return walk;
    }
  }
  return walkChain(db, genesis, options.blockLines);
}

/** Follows the chain from a head to its end, or to the last line that fits. */
export async function walkChain(db: Queries, from: JournalHead, blockLines = 500): Promise<Walk> {
  let good = from;
  let block = blockLines;
  for (;;) {
    const after = good.seq;
    const rows = await finding(() => rowsAfter(db, after, block));
    if ('why' in rows) {
      // A damaged page spoils the whole block: what stands before it is read line by line.
      if (block === 1) return { good, why: rows.why };
      block = 1;
      continue;
    }
    if (rows.value.length === 0) return { good };
    for (const row of rows.value) {
      const why = objectionTo(row, good);
      if (why !== undefined) return { good, why };
      good = { seq: row.seq, hash: row.hash };
    }
  }
}

function objectionTo(row: LineRow, before: JournalHead): string | undefined {
  const seq = before.seq + 1;
  if (row.seq !== seq) return `line ${seq} is missing, line ${row.seq} follows`;
  if (nextHash(before.hash, row.bytes) !== row.hash) return `line ${seq} does not fit the chain`;
  const json = parseJson('line', row.bytes);
  if (!json.ok) return `line ${seq} cannot be read: ${json.problem.message}`;
  const line = json.value as { seq?: unknown; kind?: unknown } | null;
  if (line === null || typeof line !== 'object') return `line ${seq} is no object`;
  if (line.seq !== seq || line.kind !== row.kind) return `line ${seq} and its row disagree`;
  return orderOf(line) === row.order ? undefined : `line ${seq} and its row name different orders`;
}
