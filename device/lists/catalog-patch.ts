// pure
// Applies an unsigned patch to chunks; what comes out counts only where its hash is the signed one (LIST-4).
import { type CatalogPatch, chunkBytes, chunkOf } from '@zhuangui/protocol/lists.ts';
import type { IndexedChunk } from './indexed-chunk.ts';

function changed(chunk: IndexedChunk | undefined, patch: CatalogPatch, number: number): Uint8Array {
  const lines = chunk?.lines() ?? new Map<string, string>();
  for (const id of patch.remove) if (chunkOf(id) === number) lines.delete(id);
  for (const { id, line } of patch.set) if (chunkOf(id) === number) lines.set(id, line);
  return chunkBytes(lines);
}

/** Chunk number → patched bytes, for the chunks the patch touches. */
export function patchChunks(
  chunks: readonly (IndexedChunk | undefined)[],
  patch: CatalogPatch,
): Map<number, Uint8Array> {
  const touched = new Set([...patch.remove, ...patch.set.map(({ id }) => id)].map(chunkOf));
  return new Map([...touched].map((number) => [number, changed(chunks[number], patch, number)]));
}
