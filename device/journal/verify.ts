// Is the file whole, and is the chain in it? Reads in blocks, so that memory stays bounded.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { integrityCheck } from '@zhuangui/protocol/db/maintenance.ts';
import { genesisHash, nextHash } from '@zhuangui/protocol/journal-chain.ts';
import { parseJson } from '@zhuangui/protocol/schema.ts';
import { finding } from './finding.ts';
import type { JournalHead } from './journal.ts';
import { wordsOf } from './journal-error.ts';
import { readRecord } from './journal-record.ts';
import { orderOf } from './line-codec.ts';
import { type JournalMeta, type LineRow, rowsAfter, storedHash } from './line-store.ts';

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
  /** `journal` and `goodUntil` as far as they can be told: the lines up to there hash to what was written. `foreign`: another counter's. */
  | { state: 'damaged'; journal?: string; goodUntil?: JournalHead; foreign?: boolean; why: string };

interface Walk {
  good: JournalHead;
  why?: string;
}

/** Checks the structure of the file and then the hash chain (JRN-5). Damage is the answer, not an exception. */
export async function verifyJournal(db: Queries, options: VerifyOptions): Promise<Verdict> {
  const structure = await finding(() => integrityCheck(db, options.depth ?? 'full'));
  const structureWhy = 'why' in structure ? structure.why : structure.value.problems[0];
  const record = await readRecord(db, options.counter);
  const { journal, meta } = record;
  if (journal === undefined) {
    const why = record.why ?? structureWhy;
    return why === undefined ? { state: 'empty' } : { state: 'damaged', why: wordsOf(why) };
  }
  const walk = await walkFrom(db, options, journal, record.lines);
  const why = record.why ?? structureWhy ?? walk.why ?? shortfall(walk, record.lines);
  if (why === undefined && meta !== undefined) {
    const checkedLines = Math.min(walk.good.seq, options.lastLines ?? walk.good.seq);
    return { state: 'ok', meta, head: walk.good, checkedLines };
  }
  const words = wordsOf(why ?? 'the record of the journal is missing');
  const foreign = walk.good.seq === 0 && meta !== undefined && meta.counter !== options.counter;
  return { state: 'damaged', journal, goodUntil: walk.good, foreign, why: words };
}

function shortfall(walk: Walk, lines: number | undefined): string | undefined {
  return walk.good.seq === lines
    ? undefined
    : `the chain ends at line ${walk.good.seq}, the table at ${lines}`;
}

async function walkFrom(db: Queries, options: VerifyOptions, journal: string, lines = 0): Promise<Walk> {
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
