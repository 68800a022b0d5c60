// Copies the journal to plugged-in storage, block by block, and proves it while it goes (OPR-15).
import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { genesisHash, nextHash } from '@zhuangui/protocol/journal-chain.ts';
import { syncFolder } from '../journal/durable-file.ts';
import type { Journal, JournalHead } from '../journal/journal.ts';
import { readMeta } from '../journal/line-store.ts';
import type { Clock } from '../platform/clock.ts';
import { type ExportHead, exportHeadMessage, exportNames } from './export-format.ts';

export interface ExportParts {
  journal: Journal;
  db: Db;
  clock: Clock;
  /** Free bytes of the file system a folder is on. */
  freeBytes?(folder: string): Promise<number>;
}

export interface Exported {
  path: string;
  lines: number;
}

/** Why not, as a key for the page and in words. */
export class ExportError extends Error {
  readonly why: 'no-room' | 'target-lost' | 'damaged';

  constructor(why: ExportError['why'], message: string) {
    super(message);
    this.why = why;
  }
}

/** What one block may hold in memory. */
const block = { lines: 500, bytes: 262_144 };
/** Left free on the target: its own bookkeeping and the head. */
const spareBytes = 1_048_576;
/** Made anew, never through a link somebody left there. */
const flags = constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | constants.O_NOFOLLOW;

const systemFreeBytes = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

/**
 * Writes everything up to the head of this moment into `target`, a folder that was listed as storage. Both files are
 * synced when it resolves. Rejects with ExportError.
 */
export async function exportJournal(parts: ExportParts, target: string): Promise<Exported> {
  const { journal, clock } = parts;
  const head = journal.head();
  await checkRoom(parts, target);
  const names = exportNames(journal.counter, journal.id, head.seq, clock.nowMs());
  const path = join(target, names.lines);
  try {
    await writeWhole(path, (file) => writeLines(journal, head, file));
    const bytes = exportHeadMessage.encode(await signedHead(parts, head));
    await writeWhole(join(target, names.head), async (file) => void (await file.write(bytes)));
    await syncFolder(target);
  } catch (error) {
    throw error instanceof ExportError ? error : new ExportError('target-lost', lostWords(error));
  }
  return { path, lines: head.seq };
}

const lostWords = (error: unknown) =>
  `The storage cannot be written to (${String(error)}): plug it in again, or take another one.`;

async function checkRoom({ db, freeBytes = systemFreeBytes }: ExportParts, target: string): Promise<void> {
  const [row] = await db.query<{ bytes: number }>(
    'SELECT COALESCE(SUM(length(bytes) + 1), 0) AS bytes FROM journal_line',
  );
  const needed = (row?.bytes ?? 0) + spareBytes;
  const free = await freeBytes(target).catch((error: unknown) => {
    throw new ExportError('target-lost', lostWords(error));
  });
  if (free >= needed) return;
  throw new ExportError(
    'no-room',
    `The storage has ${free} bytes free, ${needed} are needed: take another one.`,
  );
}

/** Under another name until it is whole and synced; what was begun and failed is taken away again. */
async function writeWhole(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const draft = `${path}.part`;
  const file = await open(draft, flags, 0o600);
  try {
    await write(file);
    await file.sync();
    await file.close();
    await rename(draft, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function writeLines(journal: Journal, head: JournalHead, file: FileHandle): Promise<void> {
  let at: JournalHead = { seq: 0, hash: genesisHash(journal.counter, journal.id) };
  while (at.seq < head.seq) {
    const lines = await journal.linesAfter(at.seq, Math.min(block.lines, head.seq - at.seq), block.bytes);
    if (lines.length === 0) throw damaged(at.seq + 1);
    const pieces: Uint8Array[] = [];
    for (const { seq, bytes } of lines) {
      at = { seq, hash: nextHash(at.hash, bytes) };
      pieces.push(bytes, newline);
    }
    await file.appendFile(Buffer.concat(pieces));
  }
  if (at.hash !== head.hash) throw damaged(head.seq);
}

const newline = new Uint8Array([10]);
const damaged = (seq: number) =>
  new ExportError('damaged', `The journal does not hold together at line ${seq}: restart the counter.`);

async function signedHead({ journal, db, clock }: ExportParts, head: JournalHead): Promise<ExportHead> {
  const meta = await readMeta(db);
  if (!meta) throw damaged(0);
  return {
    v: 1,
    counter: journal.counter,
    journal: journal.id,
    ...head,
    sig: journal.sign(head),
    publicKey: meta.publicKey,
    exportedAt: Math.max(0, Math.floor(clock.nowMs())),
  };
}
