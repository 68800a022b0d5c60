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

/** Entries by id. Throws CatalogError `bad-entry`, `duplicate-entry`. */
export function linesOf(entries: readonly Entry[]): Map<string, string> {
  const lines = new Map<string, string>();
  for (const entry of entries) {
    if (lines.has(entry.id))
      throw new CatalogError('duplicate-entry', `Entry ${entry.id} stands twice: publish each id once`);
    if (entry.priceBand.minFen > entry.priceBand.maxFen)
      throw new CatalogError('bad-entry', `Entry ${entry.id}: its lowest price is above its highest`);
    lines.set(entry.id, lineOf(entry));
  }
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

/** All 64 chunk files of a catalog, by path. */
export function chunkFiles(lines: ReadonlyMap<string, string>): Map<string, Uint8Array> {
  const chunks = Array.from({ length: chunkCount }, () => new Map<string, string>());
  for (const [id, line] of lines) chunks[chunkOf(id)]!.set(id, line);
  return new Map(chunks.map((chunk, number) => [chunkPath(number), chunkBytes(chunk)]));
}
