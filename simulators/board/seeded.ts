// pure
// Chance as a number that is handed on: the same seed gives the same board, byte for byte.

/** A whole number to start from; any value will do. */
export type Seed = number;

/** The next draw in 0 ≤ value < 1, and the seed for the draw after it (a 32-bit counter with mixing). */
export function draw(seed: Seed): { value: number; seed: Seed } {
  const next = (seed + 0x9e3779b9) | 0;
  let mixed = Math.imul(next ^ (next >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return { value: ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000, seed: next };
}

/** A whole number in 0 ≤ value < below. */
export function drawBelow(seed: Seed, below: number): { value: number; seed: Seed } {
  const drawn = draw(seed);
  return { value: Math.floor(drawn.value * below), seed: drawn.seed };
}

/** What a bad line makes of `bytes`: a flipped bit, random bytes around them, or a frame cut short. */
export function mangled(bytes: Uint8Array, seed: Seed): { bytes: Uint8Array; seed: Seed } {
  const kind = drawBelow(seed, 3);
  if (kind.value === 0) return flipped(bytes, kind.seed);
  if (kind.value === 1) return surrounded(bytes, kind.seed);
  const kept = drawBelow(kind.seed, bytes.length);
  return { bytes: bytes.slice(0, kept.value), seed: kept.seed };
}

function flipped(bytes: Uint8Array, seed: Seed): { bytes: Uint8Array; seed: Seed } {
  const bit = drawBelow(seed, bytes.length * 8);
  const copy = bytes.slice();
  const at = bit.value >>> 3;
  copy[at] = (copy[at] ?? 0) ^ (1 << (bit.value & 7));
  return { bytes: copy, seed: bit.seed };
}

function surrounded(bytes: Uint8Array, seed: Seed): { bytes: Uint8Array; seed: Seed } {
  const count = drawBelow(seed, 6);
  let next = count.seed;
  const noise = Array.from({ length: count.value + 1 }, () => {
    const byte = drawBelow(next, 256);
    next = byte.seed;
    return byte.value;
  });
  return { bytes: Uint8Array.from([...noise, ...bytes]), seed: next };
}
