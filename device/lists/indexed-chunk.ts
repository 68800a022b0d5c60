// pure
// One verified catalog chunk: its bytes, and where in them each entry stands. Entries are parsed when asked for.
import { type Entry, entryMessage } from '@zhuangui/protocol/catalog.ts';
import { chunkOf } from '@zhuangui/protocol/lists.ts';
import { parseJson } from '@zhuangui/protocol/schema.ts';

export interface IndexedChunk {
  bytes: Uint8Array;
  entryCount: number;
  /** Lines that are no entry, or stand in the wrong chunk: not certified. */
  badLines: number;
  entry(id: string): Entry | undefined;
  idsByGtin(gtin: string): readonly string[];
  /** Id and exact line of every entry, for patching. */
  lines(): Map<string, string>;
}

/** The line that starts there, newline excluded. */
function lineAt(bytes: Uint8Array, start: number): Uint8Array {
  const newline = bytes.indexOf(10, start);
  return bytes.subarray(start, newline < 0 ? bytes.length : newline);
}

/** Start of every line, with the line. */
function* linesOf(bytes: Uint8Array): Generator<[number, Uint8Array]> {
  let start = 0;
  while (start < bytes.length) {
    const line = lineAt(bytes, start);
    yield [start, line];
    start += line.length + 1;
  }
}

/** What the index needs of a line; the whole schema is checked when the entry is asked for. */
function keysOf(line: Uint8Array): { id: string; gtins: string[] } | undefined {
  const json = parseJson('catalog line', line);
  const { id, gtins } = (json.ok && json.value ? json.value : {}) as Partial<Entry>;
  return typeof id === 'string' && Array.isArray(gtins) ? { id, gtins } : undefined;
}

/** Indexes a chunk whose hash was verified; `number` is its place among the 64. */
export function indexChunk(number: number, bytes: Uint8Array): IndexedChunk {
  // Where an entry's line starts; an id with its only GTIN. 10,000 entries with an array each would cost megabytes.
  const starts = new Map<string, number>();
  const byGtin = new Map<string, string | string[]>();
  // A counter asks for the same few dozen entries all day long.
  const parsed = new Map<string, Entry | undefined>();
  let badLines = 0;

  for (const [start, line] of linesOf(bytes)) {
    const keys = keysOf(line);
    if (!keys || chunkOf(keys.id) !== number) {
      badLines += 1;
      continue;
    }
    starts.set(keys.id, start);
    for (const gtin of keys.gtins) {
      const before = byGtin.get(gtin);
      byGtin.set(gtin, before === undefined ? keys.id : [before, keys.id].flat());
    }
  }

  function parse(id: string): Entry | undefined {
    const start = starts.get(id);
    const entry = start === undefined ? undefined : entryMessage.parse(lineAt(bytes, start));
    return entry?.ok ? (entry.value as Entry) : undefined;
  }

  function entry(id: string): Entry | undefined {
    if (!starts.has(id)) return undefined;
    if (!parsed.has(id)) parsed.set(id, parse(id));
    return parsed.get(id);
  }

  return {
    bytes,
    entryCount: starts.size,
    badLines,
    entry,
    idsByGtin: (gtin) => [byGtin.get(gtin) ?? []].flat(),
    lines() {
      const text = new TextDecoder();
      return new Map([...starts].map(([id, start]) => [id, text.decode(lineAt(bytes, start))]));
    },
  };
}
