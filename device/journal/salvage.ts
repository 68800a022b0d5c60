// Reads what is provably good in a database that was set aside.
import { constants, copyFile, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { type DbEngine, openDb } from '@zhuangui/protocol/db/open-db.ts';
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import type { Log } from '../platform/log.ts';
import type { JournalHead } from './journal.ts';
import { wordsOf } from './journal-error.ts';
import { decodeLine } from './line-codec.ts';
import { rowsAfter } from './line-store.ts';
import { databaseFiles, exists } from './quarantine.ts';
import { verifyJournal } from './verify.ts';

export interface Salvage {
  journal: string;
  /** Everything up to here hashes to what was written. */
  good: JournalHead;
  /** The good lines from 1 on, in blocks. A line this version cannot read is left out and logged. */
  blocks(): AsyncIterable<Line[]>;
  close(): Promise<void>;
}

const copyName = 'reading-copy.db';
const blockLines = 200;

/** Opens a copy of the evidence. Undefined when nothing in it can be proven good. */
export async function openSalvage(
  folder: string,
  parts: { engine: DbEngine; counter: string; log: Log },
): Promise<Salvage | undefined> {
  const close = async () => {
    for (const end of ['', '-wal', '-shm']) await rm(join(folder, copyName + end), { force: true });
  };
  let db: Db | undefined;
  try {
    await copyEvidence(folder);
    db = await openDb({ engine: parts.engine, path: join(folder, copyName) });
    const verdict = await verifyJournal(db, { counter: parts.counter });
    const found =
      verdict.state === 'ok' ? { journal: verdict.meta.id, good: verdict.head } : goodPart(verdict);
    if (found !== undefined) return salvageFrom(db, found, parts.log, close);
  } catch (error) {
    parts.log.warn({ folder, error: wordsOf(error) }, 'The damaged journal cannot be read');
  }
  await db?.close().catch(() => undefined);
  await close();
  return undefined;
}

type Bad = Exclude<Awaited<ReturnType<typeof verifyJournal>>, { state: 'ok' }>;

function goodPart(verdict: Bad): { journal: string; good: JournalHead } | undefined {
  if (verdict.state === 'empty' || verdict.journal === undefined) return undefined;
  if (verdict.goodUntil === undefined || verdict.goodUntil.seq === 0) return undefined;
  return { journal: verdict.journal, good: verdict.goodUntil };
}

async function copyEvidence(folder: string): Promise<void> {
  for (const name of databaseFiles.slice(0, 2)) {
    const from = join(folder, name);
    const to = join(folder, name.replace('counter.db', copyName));
    if (await exists(from)) await copyFile(from, to, constants.COPYFILE_FICLONE);
  }
  await fillUp(join(folder, copyName));
}

/** SQLite refuses a file that is shorter than its header says; with zeroes in place of what is lost it reads the rest. */
async function fillUp(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const header = new DataView(new ArrayBuffer(32));
    const { bytesRead } = await file.read(header, 0, 32, 0);
    const { size } = await file.stat();
    const saidBytes = bytesRead < 32 ? 0 : header.getUint16(16) * header.getUint32(28);
    if (size < saidBytes && saidBytes < size * 64) await file.truncate(saidBytes);
  } finally {
    await file.close();
  }
}

function salvageFrom(
  db: Db,
  found: { journal: string; good: JournalHead },
  log: Log,
  removeCopy: () => Promise<void>,
): Salvage {
  async function* blocks(): AsyncGenerator<Line[]> {
    for (let after = 0; after < found.good.seq; ) {
      const rows = await readBlock(db, after, Math.min(blockLines, found.good.seq - after));
      if (rows.length === 0) return;
      yield rows.flatMap((row) => {
        const line = decodeLine(row.bytes);
        if (!line.ok)
          log.warn({ seq: row.seq, problem: line.problem.message }, 'A line was not carried over');
        return line.ok ? [line.value] : [];
      });
      after = rows.at(-1)!.seq;
    }
  }
  const close = async () => {
    await db.close().catch(() => undefined);
    await removeCopy();
  };
  return { ...found, blocks, close };
}

/** A damaged page may reach into the last block: the good lines before it are read one by one. */
async function readBlock(db: Db, after: number, lines: number) {
  try {
    return await rowsAfter(db, after, lines);
  } catch {
    return rowsAfter(db, after, 1);
  }
}
