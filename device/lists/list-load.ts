// pure
// From what a disk held to what a counter may use: everything is verified again, what is torn is missing.
import type { StoredRows } from './list-rows.ts';
import { type ChunkIndexer, chunksOf, emptyState, type ListState, stateOf } from './list-state.ts';
import { type CatalogBase, verifyBase } from './trusted-catalog.ts';
import { rootVersion, verifyStored } from './trusted-lists.ts';
import { pushedRoles, type SetBytes, type TrustedSet } from './trusted-set.ts';

/**
 * LIST-9: the state of stored bytes. A damaged part makes the set unusable until the next push, but what is whole of
 * it still protects against a rollback. Throws ListRefusal for a pinned root that is none.
 */
export function loadState(
  counter: string,
  pinnedRoot: Uint8Array,
  rows: StoredRows,
  index: ChunkIndexer,
): ListState {
  rootVersion(pinnedRoot, []);
  const { roots, metadata, files } = rows;
  if (pushedRoles.some((role) => !metadata[role])) return emptyState({ roots, metadata });
  const verified = verifyStored(pinnedRoot, { roots, metadata: metadata as SetBytes['metadata'], files });
  if (!verified.ok) return emptyState({ roots, metadata });
  const { base, chunks } = storedCatalog(verified.set, rows, index);
  return stateOf(counter, verified.set, base, chunks);
}

/** What of a stored catalog can be used under `set`; chunks with another hash than the signed one are missing. */
export function storedCatalog(
  set: TrustedSet,
  rows: Pick<StoredRows, 'base' | 'chunks'>,
  index: ChunkIndexer,
): { base: CatalogBase | undefined; chunks: ListState['chunks'] } {
  const { timestamp, snapshot, catalog } = rows.base;
  const base = timestamp && snapshot && catalog && verifyBase(set, { timestamp, snapshot, catalog });
  if (!base) return { base: undefined, chunks: [] };
  return { base, chunks: chunksOf(base.catalog, (number) => rows.chunks.get(number), [], index) };
}
