// One export: everything an auditor needs to judge a period without this hub, as plain files (VER-1).
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import {
  type ExportedJournal,
  exportFormat,
  exportPaths,
  exportVersion,
} from '@zhuangui/protocol/export-format.ts';
import { filesNamed, publishedVersions } from '../catalog/published-archive.ts';
import { readTarget } from '../catalog/records.ts';
import { exportedKeys } from '../fleet/exported-keys.ts';
import { type StoredJournal, storedJournals, storedParts, storedTotals } from '../ledger/whole-export.ts';
import { keptBills } from '../payments/bill-files.ts';
import { exportedPayments } from '../payments/exported-payments.ts';
import { createExportFolder, type ExportFile, type ExportFolderWriter } from './export-folder.ts';
import { writeLogs } from './write-logs.ts';

export interface ExportWish {
  /** Days (UTC+8), both included; null: from the beginning, to the end. */
  from: string | null;
  to: string | null;
  /** Null: every counter. */
  counters: readonly string[] | null;
}

export interface ExportSource {
  /** One state of the database for all of it: what is committed meanwhile is not in it. */
  snapshot<T>(read: (db: Queries) => Promise<T>): Promise<T>;
  /** Key of a log by its origin, as C2SP writes it. */
  logKey(origin: string): string;
  nowMs(): number;
}

export const exportSteps = ['lists', 'journals', 'money', 'log'] as const;
export type ExportStep = (typeof exportSteps)[number];
export type ExportTold = (step: ExportStep, done: number, total: number) => void;

export interface ExportResult {
  files: number;
  bytes: number;
  journals: number;
  lines: number;
}

const listRoles = new Set(['catalog', 'withdrawals', 'channels']);

/** Writes into `folder`, which exists and is empty. Rejects with the signal's reason when it is given up. */
export function writeExport(
  source: ExportSource,
  folder: string,
  wish: ExportWish,
  told: ExportTold = () => {},
  signal?: AbortSignal,
): Promise<ExportResult> {
  const out = createExportFolder(folder);
  return source.snapshot(async (db) => {
    const madeAtMs = source.nowMs();
    await writeLists(out, db, told, signal);
    await out.rows(exportPaths.counters, exportedKeys(db, wish.counters));
    const written = await writeJournals(out, db, wish, told, signal);
    told('money', 0, 1);
    await writeMoney(out, db, wish);
    told('log', 0, 1);
    await writeLogs(out, db, source.logKey, signal);
    signal?.throwIfAborted();
    const period = { from: wish.from, to: wish.to };
    const counters = wish.counters === null ? null : [...wish.counters];
    const about = { format: exportFormat, v: exportVersion, madeAtMs, period, counters } as const;
    return { ...(await out.manifest(about)), ...written };
  });
}

/** VER-2: lists are whole, whatever the period: a permit may name an old one. */
async function writeLists(
  out: ExportFolderWriter,
  db: Queries,
  told: ExportTold,
  signal?: AbortSignal,
): Promise<void> {
  const published = await out.file(exportPaths.published);
  let done = 0;
  try {
    for await (const { role, version, publishedAtMs, bytes } of publishedVersions(db)) {
      signal?.throwIfAborted();
      await out.whole(exportPaths.metadata(role, version), bytes);
      await published.write(`${JSON.stringify({ role, version, publishedAtMs })}\n`);
      if (listRoles.has(role)) await writeContent(out, db, bytes);
      done += 1;
      told('lists', done, 0);
    }
  } finally {
    await published.end();
  }
}

async function writeContent(out: ExportFolderWriter, db: Queries, metadata: Uint8Array): Promise<void> {
  for (const { path, hash } of filesNamed(metadata)) {
    const name = exportPaths.content(hash);
    if (out.has(name)) continue;
    const bytes = await readTarget(db, path, hash);
    // What is missing here is missing in the store: whoever judges the export says so.
    if (bytes) await out.whole(name, bytes);
  }
}

async function writeJournals(
  out: ExportFolderWriter,
  db: Queries,
  wish: ExportWish,
  told: ExportTold,
  signal?: AbortSignal,
): Promise<{ journals: number; lines: number }> {
  const index = await out.file(exportPaths.journals);
  let journals = 0;
  let lines = 0;
  try {
    for await (const stored of storedJournals(db, wish.counters)) {
      signal?.throwIfAborted();
      const written = await writeJournal(out, db, stored, wish);
      if (!written) continue;
      await index.write(`${JSON.stringify(written)}\n`);
      journals += 1;
      lines += written.to - written.from + 1;
      told('journals', journals, 0);
    }
  } finally {
    await index.end();
  }
  return { journals, lines };
}

/** VER-4: the exact bytes as the counter wrote them; undefined when the period holds none of them. */
async function writeJournal(
  out: ExportFolderWriter,
  db: Queries,
  { key, counter, journal }: StoredJournal,
  { from, to }: ExportWish,
): Promise<ExportedJournal | undefined> {
  let index: ExportedJournal | undefined;
  let lines: ExportFile | undefined;
  let heads: ExportFile | undefined;
  try {
    for await (const { bytes, ...head } of storedParts(db, key, from, to)) {
      lines ??= await out.file(exportPaths.journal(counter, journal));
      heads ??= await out.file(exportPaths.heads(counter, journal));
      index = {
        counter,
        journal,
        from: index?.from ?? head.from,
        prev: index?.prev ?? head.prev,
        to: head.to,
        head: head.head,
      };
      await lines.write(bytes);
      await heads.write(`${JSON.stringify(head)}\n`);
    }
  } finally {
    await lines?.end();
    await heads?.end();
  }
  return index;
}

async function writeMoney(
  out: ExportFolderWriter,
  db: Queries,
  { from, to, counters }: ExportWish,
): Promise<void> {
  const bills = await out.file(exportPaths.bills);
  try {
    for await (const { method, day, fetchedAtMs, ending, bytes } of keptBills(db, from, to)) {
      const file = exportPaths.bill(method, day, ending);
      await out.whole(file, bytes);
      await bills.write(`${JSON.stringify({ method, day, fetchedAtMs, file })}\n`);
    }
  } finally {
    await bills.end();
  }
  await out.rows(exportPaths.payments, exportedPayments(db, from, to, counters));
  await out.rows(exportPaths.totals, storedTotals(db, from, to, counters));
}
