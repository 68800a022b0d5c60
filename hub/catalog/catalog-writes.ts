// Catalog versions in the store: entries, what each version changed, chunk files.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { changesBetween, chunkFiles, type EntryChange, linesOf } from './entry-lines.ts';
import { buildRole, type RoleBytes, sha256 } from './metadata.ts';
import { insertRows, writeTarget } from './records.ts';
import type { Signer } from './signer.ts';

/** Patches are offered, and chunk files kept, for this many versions back. */
export const patchVersionsKept = 20;
const chunkVersionsKept = 3;

/** Id → exact line of the catalog now. */
export async function readLines(db: Queries): Promise<Map<string, string>> {
  const rows = await db.query<{ id: string; line: string }>('SELECT id, line FROM catalog_entry');
  return new Map(rows.map((row) => [row.id, row.line]));
}

async function writeEntries(tx: Queries, changes: readonly EntryChange[]): Promise<void> {
  for (const { id } of changes.filter((change) => change.line === null))
    await tx.run('DELETE FROM catalog_entry WHERE id = ?', [id]);
  const rows = changes.flatMap(({ id, line }) => {
    if (line === null) return [];
    const entry = JSON.parse(line) as Entry;
    return [[id, line, entry.name, entry.supplier.creditCode, entry.supplier.name]];
  });
  await insertRows(tx, 'catalog_entry (id, line, name, credit_code, supplier_name)', rows);
}

async function writeChunks(
  tx: Queries,
  version: number,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  for (const [path, bytes] of files)
    await writeTarget(tx, { path, hash: sha256(bytes), bytes, catalogVersion: version });
  await tx.run('DELETE FROM tuf_target WHERE catalog_version > 0 AND catalog_version <= ?', [
    version - chunkVersionsKept,
  ]);
}

/** A catalog about to be published: exact lines, what they change, and the 64 chunk files. */
export interface CatalogContent {
  lines: Map<string, string>;
  changes: EntryChange[];
  files: Map<string, Uint8Array>;
}

/** Throws CatalogError `bad-entry`, `duplicate-entry`. */
export async function catalogContent(db: Queries, entries: readonly Entry[]): Promise<CatalogContent> {
  const lines = linesOf(entries);
  return { lines, changes: changesBetween(await readLines(db), lines), files: chunkFiles(lines) };
}

/** Writes a new catalog version with everything counters may ask for; its metadata is signed by the caller. */
export async function writeContent(
  tx: Queries,
  version: number,
  { lines, changes, files }: CatalogContent,
  signerIds: readonly string[],
  nowMs: number,
): Promise<void> {
  await writeEntries(tx, changes);
  await insertRows(
    tx,
    'catalog_change (version, id, line)',
    changes.map(({ id, line }) => [version, id, line]),
  );
  await writeChunks(tx, version, files);
  await tx.run('INSERT INTO catalog_release VALUES (?, ?, ?, ?, ?)', [
    version,
    nowMs,
    lines.size,
    changes.length,
    signerIds.join(' '),
  ]);
}

/** What a catalog publication wrote. */
export interface CatalogWrite {
  metadata: RoleBytes;
  changed: number;
}

/** Writes a new catalog version and signs it at once. */
export async function writeCatalog(
  tx: Queries,
  version: number,
  entries: readonly Entry[],
  signers: readonly Signer[],
  nowMs: number,
): Promise<CatalogWrite> {
  const content = await catalogContent(tx, entries);
  const ids = signers.map((signer) => signer.keyId);
  await writeContent(tx, version, content, ids, nowMs);
  return {
    metadata: { version, bytes: buildRole('catalog', version, content.files, signers, nowMs) },
    changed: content.changes.length,
  };
}
