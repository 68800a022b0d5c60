// pure
// Entries as the exact lines that are signed, and what changed between two catalogs.
import { type Entry, entryMessage } from '@zhuangui/protocol/catalog.ts';
import { chunkBytes, chunkCount, chunkOf, chunkPath } from '@zhuangui/protocol/lists.ts';
import { CatalogError } from './catalog-error.ts';

/** The exact line of an entry, without newline. Throws CatalogError `bad-entry`. */
export function lineOf(entry: Entry): string {
  try {
    return new TextDecoder().decode(entryMessage.encode(entry));
  } catch (error) {
    throw new CatalogError(
      'bad-entry',
      `Entry ${entry.id}: ${(error as Error).message}; correct it and publish again`,
    );
  }
}

/** Adds entries to lines by id. Throws CatalogError `bad-entry`, `duplicate-entry`. */
export function addLines(lines: Map<string, string>, entries: readonly Entry[]): void {
  for (const entry of entries) {
    if (lines.has(entry.id))
      throw new CatalogError('duplicate-entry', `Entry ${entry.id} stands twice: publish each id once`);
    if (entry.priceBand.minFen > entry.priceBand.maxFen)
      throw new CatalogError('bad-entry', `Entry ${entry.id}: its lowest price is above its highest`);
    lines.set(entry.id, lineOf(entry));
  }
}

/** Entries by id. Throws as `addLines`. */
export function linesOf(entries: readonly Entry[]): Map<string, string> {
  const lines = new Map<string, string>();
  addLines(lines, entries);
  return lines;
}

/** One changed entry; `line` is null when it was taken out. */
export interface EntryChange {
  id: string;
  line: string | null;
}

/** What turns `before` into `after`, in order of id. */
export function changesBetween(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): EntryChange[] {
  const removed = [...before.keys()].filter((id) => !after.has(id)).map((id) => ({ id, line: null }));
  const set = [...after].filter(([id, line]) => before.get(id) !== line).map(([id, line]) => ({ id, line }));
  return [...removed, ...set].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The lines of each of the 64 chunks, by id. */
export function chunksOf(lines: ReadonlyMap<string, string>): Map<string, string>[] {
  const chunks = Array.from({ length: chunkCount }, () => new Map<string, string>());
  for (const [id, line] of lines) chunks[chunkOf(id)]!.set(id, line);
  return chunks;
}

/** A chunk's file by its path. */
export const chunkFile = (chunk: ReadonlyMap<string, string>, number: number): [string, Uint8Array] => [
  chunkPath(number),
  chunkBytes(chunk),
];

/** All 64 chunk files of a catalog, by path. */
export const chunkFiles = (lines: ReadonlyMap<string, string>): Map<string, Uint8Array> =>
  new Map(chunksOf(lines).map(chunkFile));
