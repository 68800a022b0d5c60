// pure
// The simulated board's own framing, written from the board manual alone (chapter 1.3). The driver in the counter has
// another one, written separately, so that one misreading of the manual cannot hide on both sides.

/** One whole frame as it stood on the line. */
export interface Frame {
  cmd: number;
  /** Everything between LEN and XOR; `payload[0]` is the pack number when there is one. */
  payload: Uint8Array;
  /** The exact bytes, STX and XOR included. */
  bytes: Uint8Array;
}

/** Bytes that are no frame, and why. */
export interface Junk {
  bytes: Uint8Array;
  why: 'wrong-xor' | 'garbage' | 'cut-frame';
}

export type Found = { frame: Frame } | { junk: Junk };

const STX_1 = 0xfa;
const STX_2 = 0xfb;

const xorOf = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum ^ byte, 0);

/** `FA FB CMD LEN payload XOR`. The payload holds at most 255 bytes (1.3). */
export function encodeFrame(cmd: number, payload: readonly number[] = []): Uint8Array {
  if (payload.length > 255) throw new RangeError(`payload of ${payload.length} bytes: at most 255 fit`);
  const open = Uint8Array.from([STX_1, STX_2, cmd, payload.length, ...payload]);
  return Uint8Array.from([...open, xorOf(open)]);
}

/** Unsigned 16 bits, most significant byte first. */
export const u16 = (value: number): number[] => [(value >>> 8) & 0xff, value & 0xff];

/** Unsigned 32 bits, most significant byte first. */
export const u32 = (value: number): number[] => [...u16(Math.floor(value / 0x10000)), ...u16(value)];

/** Two bytes at `at`, most significant first; missing bytes count as 0. */
export const readU16 = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);

/** Four bytes at `at`, most significant first; missing bytes count as 0. */
export const readU32 = (bytes: Uint8Array, at: number): number =>
  readU16(bytes, at) * 0x10000 + readU16(bytes, at + 2);

/** `FA FB 42 00 43`, upper case, blanks between. */
export const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(' ');

/** The bytes written in `text` as pairs of hexadecimal digits. */
export function bytesOf(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '');
  if (!/^([0-9a-f]{2})*$/i.test(digits))
    throw new Error(`"${text}" is not hexadecimal: write pairs of digits`);
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Puts two pieces of a stream together. */
export const joined = (head: Uint8Array, tail: Uint8Array): Uint8Array => {
  if (head.length === 0) return tail;
  const all = new Uint8Array(head.length + tail.length);
  all.set(head);
  all.set(tail, head.length);
  return all;
};

/** Where the next frame could start: `FA FB`, or a lone `FA` at the very end; the length when nowhere. */
function possibleStart(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === STX_1 && (at + 1 === bytes.length || bytes[at + 1] === STX_2)) return at;
  }
  return bytes.length;
}

/** The size the frame at `at` claims, or null while its LEN byte has not arrived. */
const claimedSize = (bytes: Uint8Array, at: number): number | null =>
  at + 3 < bytes.length ? (bytes[at + 3] ?? 0) + 5 : null;

/**
 * Takes what frames stand in `bytes`; `rest` is an unfinished frame to be kept for the next chunk. `flush` says that
 * nothing more is coming for it (1.3: about 100 ms of silence), so that frames hidden behind a damaged LEN are found.
 */
export function takeFrames(bytes: Uint8Array, flush = false): { found: Found[]; rest: Uint8Array } {
  const found: Found[] = [];
  let at = 0;
  while (at < bytes.length) {
    const start = possibleStart(bytes, at);
    if (start > at) found.push({ junk: { bytes: bytes.slice(at, start), why: 'garbage' } });
    at = start;
    const size = claimedSize(bytes, at);
    const whole = size !== null && at + size <= bytes.length;
    if (!whole && !flush) break;
    const piece = whole ? bytes.slice(at, at + size) : null;
    if (piece && xorOf(piece) === 0) {
      found.push({ frame: { cmd: piece[2] ?? 0, payload: piece.slice(4, -1), bytes: piece } });
      at += piece.length;
    } else if (at < bytes.length) {
      // One byte only: the LEN byte may be the damaged one (1.3).
      found.push({ junk: { bytes: bytes.slice(at, at + 1), why: whole ? 'wrong-xor' : 'cut-frame' } });
      at += 1;
    }
  }
  return { found: mergedJunk(found), rest: bytes.slice(at) };
}

/** Neighbouring pieces of junk are one finding, named after the first. */
function mergedJunk(found: Found[]): Found[] {
  const merged: Found[] = [];
  for (const item of found) {
    const last = merged.at(-1);
    if ('junk' in item && last && 'junk' in last) {
      last.junk = { bytes: joined(last.junk.bytes, item.junk.bytes), why: last.junk.why };
    } else merged.push(item);
  }
  return merged;
}
