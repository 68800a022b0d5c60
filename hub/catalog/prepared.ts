// A catalog publication prepared now and signed later, by people elsewhere: the exact bytes, and what they will cost.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { catalogPatchMessage } from '@zhuangui/protocol/lists.ts';
import { CatalogError } from './catalog-error.ts';
import { type CatalogContent, catalogContent } from './catalog-writes.ts';
import { parseTargets, type RoleBytes, roleSignable, sha256 } from './metadata.ts';

/** What counters will have to fetch. */
export interface CatalogSizes {
  entries: number;
  set: number;
  removed: number;
  chunksChanged: number;
  /** Of the changed chunks, for a counter that cannot take the patch. */
  chunkBytes: number;
  catalogBytes: number;
  /** Of the patch from the version before. */
  patchBytes: number;
}

/** REL-3: the version it follows and the bytes people sign. Holds only while the catalog is at `baseVersion`. */
export interface PreparedCatalog {
  baseVersion: number;
  version: number;
  signable: Uint8Array;
  entries: readonly Entry[];
}

const bytesIn = (files: Iterable<Uint8Array>) => [...files].reduce((sum, { length }) => sum + length, 0);

function sizesOf(content: CatalogContent, before: RoleBytes, version: number): CatalogSizes {
  const known = parseTargets(before.bytes).signed.targets;
  const changed = [...content.files].filter(([path, file]) => known[path]?.hashes['sha256'] !== sha256(file));
  const set = content.changes.flatMap(({ id, line }) => (line === null ? [] : [{ id, line }]));
  const remove = content.changes.filter(({ line }) => line === null).map(({ id }) => id);
  // Too large for one patch: counters take the chunks then, and the size says so.
  const patch = JSON.stringify({ v: 1, from: before.version, to: version, set, remove });
  return {
    entries: content.lines.size,
    set: set.length,
    removed: remove.length,
    chunksChanged: changed.length,
    chunkBytes: bytesIn(changed.map(([, file]) => file)),
    catalogBytes: bytesIn(content.files.values()),
    patchBytes: Math.min(Buffer.byteLength(patch), catalogPatchMessage.maxBytes),
  };
}

/** Throws CatalogError `bad-entry`, `duplicate-entry`. */
export async function prepare(
  db: Queries,
  before: RoleBytes,
  version: number,
  entries: readonly Entry[],
  nowMs: number,
): Promise<PreparedCatalog & { sizes: CatalogSizes }> {
  const content = await catalogContent(db, entries);
  const signable = roleSignable('catalog', version, content.files, nowMs);
  const sizes = sizesOf(content, before, version);
  return { baseVersion: before.version, version, signable, entries, sizes };
}

/** REL-3: what was signed is what would be published. Throws CatalogError `base-moved`, `bad-list`. */
export function requireSamePlace(
  prepared: Pick<PreparedCatalog, 'baseVersion' | 'version'>,
  before: RoleBytes,
  version: number,
): void {
  if (before.version === prepared.baseVersion && version === prepared.version) return;
  throw new CatalogError(
    'base-moved',
    `Not published: prepared for version ${prepared.version} after ${prepared.baseVersion}, the catalog is at ${before.version}. Prepare it again; it has to be signed anew`,
  );
}

/** Throws CatalogError `bad-list` unless the metadata names exactly these files under this version. */
export function requireSameFiles(
  metadata: Uint8Array,
  version: number,
  files: ReadonlyMap<string, Uint8Array>,
): void {
  const { signed } = parseTargets(metadata);
  const isSame =
    signed.version === version &&
    Object.keys(signed.targets).length === files.size &&
    [...files].every(([path, file]) => signed.targets[path]?.hashes['sha256'] === sha256(file));
  if (!isSame)
    throw new CatalogError(
      'bad-list',
      'Not published: the entries are not those that were signed. Prepare it again',
    );
}
