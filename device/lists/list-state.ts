// pure
// What a counter holds of the signed lists at one moment, and how the next moment follows from it.
import { chunkCount } from '@zhuangui/protocol/lists.ts';
import { type IndexedChunk, indexChunk } from './indexed-chunk.ts';
import type { ListsView } from './lists-view.ts';
import { signedView } from './signed-view.ts';
import {
  baseOf,
  type CatalogBase,
  isChunk,
  names,
  type TrustedCatalog,
  verifyBase,
} from './trusted-catalog.ts';
import type { LocalBytes, TrustedSet } from './trusted-set.ts';

export interface ListState {
  /** The newest verified set; undefined before the first, or when the disk lost part of it. */
  set: TrustedSet | undefined;
  /** What protects against a rollback even when the set is damaged. */
  local: LocalBytes;
  /** The newest catalog that was obtained whole; older than the set's while that is being fetched (LIST-8). */
  base: CatalogBase | undefined;
  /** By chunk number; undefined where the stored bytes are not the signed ones (LIST-9). */
  chunks: readonly (IndexedChunk | undefined)[];
  view: ListsView | undefined;
}

/** Makes an index of a chunk; several counters in one process may share theirs by hash. */
export type ChunkIndexer = (number: number, bytes: Uint8Array, sha256: string) => IndexedChunk;
export const plainIndexer: ChunkIndexer = (number, bytes) => indexChunk(number, bytes);

const noChunks: readonly undefined[] = Array.from({ length: chunkCount }, () => undefined);

/** A counter without lists. */
export const emptyState = (local: LocalBytes): ListState => ({
  set: undefined,
  local,
  base: undefined,
  chunks: noChunks,
  view: undefined,
});

/** The chunks of `catalog` out of `bytes`; those already indexed are used again. */
export function chunksOf(
  catalog: TrustedCatalog,
  bytes: (number: number) => Uint8Array | undefined,
  known: readonly (IndexedChunk | undefined)[],
  index: ChunkIndexer,
): (IndexedChunk | undefined)[] {
  return catalog.chunks.map((ref, number) => {
    const content = bytes(number);
    if (!content || !isChunk(ref, content)) return undefined;
    const before = known[number];
    return before?.bytes === content ? before : index(number, content, ref.sha256);
  });
}

/** A state from verified parts. */
export function stateOf(
  counter: string,
  set: TrustedSet,
  base: CatalogBase | undefined,
  chunks: ListState['chunks'],
): ListState {
  const view = base && signedView(counter, set, base, chunks);
  return { set, local: set.bytes, base, chunks: base ? chunks : noChunks, view };
}

/**
 * The catalog under a new set: named by it, it becomes as fresh as the set; else it stays what it was, with its own
 * older freshness, while sanctions are already the new ones; signed by keys no longer trusted, it is gone (LIST-8).
 */
export function rebase(
  base: CatalogBase | undefined,
  before: TrustedSet | undefined,
  set: TrustedSet,
): CatalogBase | undefined {
  if (!base) return undefined;
  const stored = { timestamp: base.timestamp, snapshot: base.snapshot, catalog: base.catalog.bytes };
  if (!names(set, base.catalog)) return verifyBase(set, stored);
  // The same certifiers are trusted as when these bytes were verified: once is enough.
  if (before && isSameTrust(before, set)) return baseOf(set, base.catalog);
  const fresh = { timestamp: set.bytes.metadata.timestamp, snapshot: set.bytes.metadata.snapshot };
  return verifyBase(set, { ...stored, ...fresh });
}

const isSameTrust = (a: TrustedSet, b: TrustedSet): boolean =>
  Buffer.from(a.bytes.metadata.targets).equals(b.bytes.metadata.targets);

/** True while something the set names is not here. */
export const isPending = ({ set, base, chunks }: ListState): boolean =>
  set !== undefined && (!base || !names(set, base.catalog) || chunks.includes(undefined));

/** How many chunks are known to be missing; a catalog whose own list of chunks is not here yet counts as 1 at least. */
export function missingChunks(state: ListState): number {
  if (!isPending(state)) return 0;
  const torn = state.base ? state.chunks.filter((chunk) => chunk === undefined).length : 0;
  return Math.max(1, torn);
}
