// Catalog versions in the store: entries, what each version changed, chunk files.

import { setImmediate } from 'node:timers/promises';
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import { addLines, changesBetween, chunkFile, chunksOf, type EntryChange } from './entry-lines.ts';
import { sha256 } from './metadata.ts';
import { writeTarget } from './records.ts';

/** Patches are offered for this many versions back; chunk files are kept for good (VER-2). */
export const patchVersionsKept = 20;

/** Id → exact line of the catalog now. */
export async function readLines(db: Queries): Promise<Map<string, string>> {
  const rows = await db.query<{ id: string; line: string }>('SELECT id, line FROM catalog_entry');
  return new Map(rows.map((row) => [row.id, row.line]));
}

/** Work on a whole catalog pauses this often, so that the hub's event loop goes on answering counters. */
const entriesPerTurn = 250;
const chunksPerTurn = 8;
const rowsPerStatement = 500;

function* slices<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}

const staged = `INSERT OR REPLACE INTO catalog_change (version, id, line)
  SELECT ?1, value ->> 0, value ->> 1 FROM json_each(?2)`;
const noLonger = `DELETE FROM catalog_entry WHERE id IN
  (SELECT id FROM catalog_change WHERE version = ?1 AND line IS NULL)`;
const nowSaid = `INSERT OR REPLACE INTO catalog_entry (id, line, name, credit_code, supplier_name)
  SELECT id, line, line ->> '$.name', line ->> '$.supplier.creditCode', line ->> '$.supplier.name'
  FROM catalog_change WHERE version = ?1 AND line IS NOT NULL`;

/** A catalog about to be published: exact lines, what they change, and the 64 chunk files. */
export interface CatalogContent {
  lines: Map<string, string>;
  changes: EntryChange[];
  files: Map<string, Uint8Array>;
}

/** Told how much of a step is done, 0 to 1. */
export type Share = (share: number) => void;
const nobody: Share = () => {};

/** Throws CatalogError `bad-entry`, `duplicate-entry`. */
export async function catalogContent(
  db: Queries,
  entries: readonly Entry[],
  told: Share = nobody,
): Promise<CatalogContent> {
  const lines = new Map<string, string>();
  for (const slice of slices(entries, entriesPerTurn)) {
    addLines(lines, slice);
    told(lines.size / entries.length / 2);
    await setImmediate();
  }
  const changes = changesBetween(await readLines(db), lines);
  await setImmediate();
  const files = new Map<string, Uint8Array>();
  const chunks = [...chunksOf(lines).entries()];
  for (const numbered of slices(chunks, chunksPerTurn)) {
    for (const [number, chunk] of numbered) files.set(...chunkFile(chunk, number));
    told((1 + files.size / chunks.length) / 2);
    await setImmediate();
  }
  return { lines, changes, files };
}

type Step = (tx: Queries) => Promise<unknown>;

const leftOver = 'DELETE FROM catalog_change WHERE version > (SELECT max(version) FROM catalog_release)';

function stagingSteps(version: number, { changes, files }: CatalogContent): Step[] {
  return [
    (tx) => tx.run(leftOver),
    ...[...slices(changes, rowsPerStatement)].map(
      (slice): Step =>
        (tx) => {
          return tx.run(staged, [version, JSON.stringify(slice.map(({ id, line }) => [id, line]))]);
        },
    ),
    ...[...slices([...files], chunksPerTurn)].map(
      (slice): Step =>
        async (tx) => {
          for (const [path, bytes] of slice)
            await writeTarget(tx, { path, hash: sha256(bytes), bytes, catalogVersion: version });
        },
    ),
  ];
}

/**
 * LIST-13: writes what a version will hold ahead of its publication, in small transactions, so that no receipt waits
 * for a whole catalog. Counters are told of it when the version itself is published; what an interrupted publication
 * left goes with the next one.
 */
export async function stageContent(
  db: Db,
  version: number,
  content: CatalogContent,
  told: Share = nobody,
): Promise<void> {
  const steps = stagingSteps(version, content);
  for (const [index, step] of steps.entries()) {
    await db.transaction(step);
    told((index + 1) / steps.length);
  }
}

/** Puts a staged version in force; its metadata is signed by the caller. */
export async function writeContent(
  tx: Queries,
  version: number,
  { lines, changes }: CatalogContent,
  signerIds: readonly string[],
  nowMs: number,
): Promise<void> {
  await tx.run(noLonger, [version]);
  await tx.run(nowSaid, [version]);
  await tx.run('INSERT INTO catalog_release VALUES (?, ?, ?, ?, ?)', [
    version,
    nowMs,
    lines.size,
    changes.length,
    signerIds.join(' '),
  ]);
}

/** Stages a version and puts it in force, both in the caller's transaction. */
export async function writeWhole(
  tx: Queries,
  version: number,
  content: CatalogContent,
  signerIds: readonly string[],
  nowMs: number,
): Promise<void> {
  for (const step of stagingSteps(version, content)) await step(tx);
  await writeContent(tx, version, content, signerIds, nowMs);
}
