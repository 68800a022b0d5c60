// pure
// Ways a file goes bad on its own: one bit, a sector of zeroes, a page of which only the first half was written.

export type Spoiling = 'bit' | 'sector' | 'half-page';

/** A number from 0 up to `below`, by chance. */
export type Draw = (below: number) => number;

const sectorBytes = 512;
const pageBytes = 4096;

/** A spoilt copy, and where; the bytes always differ from what they were. */
export function spoil(bytes: Uint8Array, how: Spoiling, draw: Draw): { bytes: Uint8Array; at: number } {
  for (;;) {
    // Not slice: of a Buffer that is the same memory.
    const copy = Uint8Array.from(bytes);
    const at = spoilOnce(copy, how, draw);
    if (copy.some((byte, index) => byte !== bytes[index])) return { bytes: copy, at };
  }
}

function spoilOnce(copy: Uint8Array, how: Spoiling, draw: Draw): number {
  if (how === 'bit') {
    const at = draw(copy.length);
    copy[at] = copy[at]! ^ (1 << draw(8));
    return at;
  }
  if (how === 'sector') {
    const at = draw(Math.floor(copy.length / sectorBytes)) * sectorBytes;
    copy.fill(0, at, at + sectorBytes);
    return at;
  }
  // The second half keeps what stood there before this page was written: another page's bytes.
  const pages = Math.floor(copy.length / pageBytes);
  const at = draw(pages) * pageBytes;
  const from = draw(pages) * pageBytes;
  copy.copyWithin(at + pageBytes / 2, from + pageBytes / 2, from + pageBytes);
  return at;
}
