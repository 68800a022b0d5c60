// What stands in a counter's database file, decided before anything is written to it.
import { join } from 'node:path';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { DbError } from '@zhuangui/protocol/db/db-error.ts';
import type { SqliteOptions } from '@zhuangui/protocol/db/db-options.ts';
import { type DbEngine, openDb } from '@zhuangui/protocol/db/open-db.ts';
import { finding } from './finding.ts';
import type { HeadWitness, SeenHead } from './head-witness.ts';
import { journalError, wordsOf } from './journal-error.ts';
import { decodeLine } from './line-codec.ts';
import { probe, rowsAfter, storedHash } from './line-store.ts';
import { databaseFiles, exists } from './quarantine.ts';
import { type Verdict, type VerifyOptions, verifyJournal } from './verify.ts';

export interface ExamineParts {
  folder: string;
  counter: string;
  engine: DbEngine;
  /** SPKI DER, base64. */
  publicKey: string;
  witness: HeadWitness;
  check?: Omit<VerifyOptions, 'counter'>;
  sqlite?: Partial<SqliteOptions>;
}

export type Found =
  | { state: 'none' }
  /** A database without a line, and no sign that there ever was one. */
  | { state: 'fresh'; db: Db }
  | { state: 'good'; db: Db; journal: string }
  | { state: 'bad'; reason: BadReason; journal?: string; why: string };
export type BadReason = 'journal-damaged' | 'journal-replaced';

/** Opens the counter's database with the rules of the Db port. */
export function openCounterDb(parts: Pick<ExamineParts, 'engine' | 'folder' | 'sqlite'>): Promise<Db> {
  return openDb({ ...parts.sqlite, engine: parts.engine, path: join(parts.folder, databaseFiles[0]) });
}

/**
 * Opens and verifies (JRN-5). Throws JournalError `locked`, `io`, `full`: those say nothing about damage, and a
 * file in use is never set aside. A database that comes back as `bad` is closed.
 */
export async function examine(parts: ExamineParts): Promise<Found> {
  if (!(await exists(join(parts.folder, databaseFiles[0])))) {
    const why = 'the database file is gone';
    return parts.witness.seen === undefined
      ? { state: 'none' }
      : { state: 'bad', reason: 'journal-damaged', why };
  }
  let db: Db;
  try {
    db = await openCounterDb(parts);
  } catch (error) {
    if (!(error instanceof DbError) || !['corrupt', 'other'].includes(error.code)) throw journalError(error);
    return { state: 'bad', reason: 'journal-damaged', why: wordsOf(error) };
  }
  try {
    const found = await judge(db, parts);
    if (found.state === 'bad') await db.close().catch(() => undefined);
    return found;
  } catch (error) {
    await db.close().catch(() => undefined);
    throw journalError(error);
  }
}

async function judge(db: Db, parts: ExamineParts): Promise<Found> {
  const verdict = await verifyJournal(db, { ...parts.check, counter: parts.counter });
  if (verdict.state === 'damaged') {
    const journal = verdict.journal === undefined ? {} : { journal: verdict.journal };
    const reason = verdict.foreign ? 'journal-replaced' : 'journal-damaged';
    return { state: 'bad', reason, why: verdict.why, ...journal };
  }
  if (verdict.state === 'empty') return judgeEmpty(db, parts.witness);
  const bad = (reason: BadReason, why: string): Found => ({
    state: 'bad',
    reason,
    why,
    journal: verdict.meta.id,
  });
  if (verdict.meta.publicKey !== parts.publicKey) {
    return bad('journal-replaced', 'the journal was written with another key than this counter has');
  }
  const probed = await finding(() => probe(db));
  if ('why' in probed) return bad('journal-damaged', probed.why);
  const good: Found = { state: 'good', db, journal: verdict.meta.id };
  const { seen } = parts.witness;
  if (seen === undefined || seen === 'unreadable') return good;
  const lost = seen.journal === verdict.meta.id ? await lostLines(db, verdict, seen) : undefined;
  if (lost !== undefined) return bad('journal-damaged', lost);
  if (seen.journal === verdict.meta.id || (await follows(db, seen.journal))) return good;
  return bad('journal-replaced', `journal ${seen.journal} stood here before`);
}

function judgeEmpty(db: Db, witness: HeadWitness): Found {
  if (witness.seen === undefined) return { state: 'fresh', db };
  return { state: 'bad', reason: 'journal-damaged', why: 'the database holds no line any more' };
}

async function lostLines(db: Db, verdict: Extract<Verdict, { state: 'ok' }>, seen: SeenHead) {
  if (verdict.head.seq < seen.seq) {
    return `the journal ends at line ${verdict.head.seq}, it had reached line ${seen.seq}`;
  }
  const hash = await storedHash(db, seen.seq);
  return hash === seen.hash ? undefined : `line ${seen.seq} is not the one that was written`;
}

/** True when this journal was begun because the other one was set aside. */
async function follows(db: Db, journal: string): Promise<boolean> {
  const [first] = await rowsAfter(db, 0, 1);
  const line = first && decodeLine(first.bytes);
  return line?.ok === true && line.value.kind === 'boot' && line.value.previous?.journal === journal;
}
