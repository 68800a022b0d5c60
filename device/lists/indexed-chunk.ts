// pure
// One verified catalog chunk: its bytes, and where in them each entry stands. Entries are parsed when asked for.
import { type Entry, entryMessage } from '@zhuangui/protocol/catalog.ts';
import { chunkOf } from '@zhuangui/protocol/lists.ts';

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

/** Indexes a chunk whose hash was verified; `number` is its place among the 64. */
export function indexChunk(number: number, bytes: Uint8Array): IndexedChunk {
  const ranges = new Map<string, [number, number]>();
  const byGtin = new Map<string, string[]>();
  let badLines = 0;
  const parse = ([start, end]: [number, number]) => entryMessage.parse(bytes.subarray(start, end));

  for (const range of lineRanges(bytes)) {
    const parsed = parse(range);
    if (!parsed.ok || chunkOf(parsed.value.id) !== number) {
      badLines += 1;
      continue;
    }
    const { id, gtins } = parsed.value;
    ranges.set(id, range);
    for (const gtin of gtins) byGtin.set(gtin, [...(byGtin.get(gtin) ?? []), id]);
  }

  return {
    bytes,
    entryCount: ranges.size,
    badLines,
    entry(id) {
      const range = ranges.get(id);
      const parsed = range && parse(range);
      return parsed?.ok ? (parsed.value as Entry) : undefined;
    },
    idsByGtin: (gtin) => byGtin.get(gtin) ?? [],
    lines() {
      const text = new TextDecoder();
      return new Map([...ranges].map(([id, [start, end]]) => [id, text.decode(bytes.subarray(start, end))]));
    },
  };
}
