// pure
// Addresses of a log's tiles (C2SP tlog-tiles): 256 hashes of every eighth level in one file that never changes (TLOG-4).
import type { Hash } from './hashing.ts';
import type { NodeId } from './tree.ts';

export const tileWidth = 256;
const tileHeight = 8;

/** A tile; `width` below 256 is a partial one. `entries` tiles hold the leaves themselves. */
export interface Tile {
  level: number | 'entries';
  index: number;
  width: number;
}

/** `1234067` → `x001/x234/067`. */
export function tileNumber(index: number): string {
  const groups = [String(index % 1000).padStart(3, '0')];
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000))
    groups.unshift(`x${String(rest % 1000).padStart(3, '0')}`);
  return groups.join('/');
}

/** Path below the log's address: `tile/0/x001/067` or `tile/0/x001/067.p/8`. */
export const tilePath = ({ level, index, width }: Tile): string =>
  `tile/${level}/${tileNumber(index)}${width === tileWidth ? '' : `.p/${width}`}`;

/** Reads a path, or undefined when it is none of a tile. Only the one right spelling is taken. */
export function parseTilePath(path: string): Tile | undefined {
  const match = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path);
  if (!match) return undefined;
  const level = match[1] === 'entries' ? 'entries' : Number(match[1]);
  const index = Number(match[2]!.replaceAll(/[x/]/g, ''));
  const width = match[3] === undefined ? tileWidth : Number(match[3]);
  if (!Number.isSafeInteger(index) || width < 1 || width > tileWidth) return undefined;
  const tile = { level, index, width } as const;
  return tilePath(tile) === path && (level === 'entries' || level < 64) ? tile : undefined;
}

/** How many hashes of a tile a log of `size` leaves has: 0 to 256. */
export function tileWidthAt(tile: Pick<Tile, 'level' | 'index'>, size: number): number {
  const level = tile.level === 'entries' ? 0 : tile.level;
  const nodes = Math.floor(size / 2 ** (tileHeight * level));
  return Math.max(0, Math.min(tileWidth, nodes - tile.index * tileWidth));
}

/** The stored nodes a tile of hashes consists of, in order. */
export const tileNodes = (tile: Tile & { level: number }): NodeId[] =>
  Array.from({ length: tile.width }, (_, at) => ({
    level: tile.level * tileHeight,
    index: tile.index * tileWidth + at,
  }));

/** A tile's bytes: its hashes one after the other. */
export const tileBytes = (hashes: readonly Hash[]): Uint8Array => new Uint8Array(Buffer.concat(hashes));

/** The largest entry a bundle can hold. */
export const entryBytesMax = 65_535;

/** An entries tile: each leaf's length as two bytes, big-endian, then its exact bytes. */
export function entriesBytes(leaves: readonly Uint8Array[]): Uint8Array {
  const parts = leaves.flatMap((leaf) => {
    if (leaf.length > entryBytesMax) throw new RangeError(`An entry of ${leaf.length} bytes fits no tile`);
    return [Uint8Array.of(leaf.length >> 8, leaf.length & 255), leaf];
  });
  return new Uint8Array(Buffer.concat(parts));
}

/** Reads an entries tile, or undefined when it is cut. */
export function parseEntries(bytes: Uint8Array): Uint8Array[] | undefined {
  const leaves: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + 2 > bytes.length) return undefined;
    const end = at + 2 + bytes[at]! * 256 + bytes[at + 1]!;
    if (end > bytes.length) return undefined;
    leaves.push(bytes.slice(at + 2, end));
    at = end;
  }
  return leaves;
}
