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

/** Start and end of every line, newline excluded. */
function* lineRanges(bytes: Uint8Array): Generator<[number, number]> {
  let start = 0;
  while (start < bytes.length) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline;
    yield [start, end];
    start = end + 1;
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
  const ranges = new Map<string, [number, number]>();
  const byGtin = new Map<string, string[]>();
  // A counter asks for the same few dozen entries all day long.
  const parsed = new Map<string, Entry | undefined>();
  let badLines = 0;

  for (const range of lineRanges(bytes)) {
    const keys = keysOf(bytes.subarray(...range));
    if (!keys || chunkOf(keys.id) !== number) {
      badLines += 1;
      continue;
    }
    ranges.set(keys.id, range);
    for (const gtin of keys.gtins) byGtin.set(gtin, [...(byGtin.get(gtin) ?? []), keys.id]);
  }

  function parse(id: string): Entry | undefined {
    const range = ranges.get(id);
    const entry = range && entryMessage.parse(bytes.subarray(...range));
    return entry?.ok ? (entry.value as Entry) : undefined;
  }

  function entry(id: string): Entry | undefined {
    if (!ranges.has(id)) return undefined;
    if (!parsed.has(id)) parsed.set(id, parse(id));
    return parsed.get(id);
  }

  return {
    bytes,
    entryCount: ranges.size,
    badLines,
    entry,
    idsByGtin: (gtin) => byGtin.get(gtin) ?? [],
    lines() {
      const text = new TextDecoder();
      return new Map([...ranges].map(([id, [start, end]]) => [id, text.decode(bytes.subarray(start, end))]));
    },
  };
}
