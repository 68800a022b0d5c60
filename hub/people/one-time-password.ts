// pure
// A password somebody gives to somebody else once: easy to read aloud, 100 random bits.

/** PEO-11: a slip of paper in a drawer lets nobody in after a week. */
export const oneTimeLifeMs = 7 * 24 * 3_600_000;

/** 32 characters, without those that look alike (0 o, i l). */
const alphabet = '123456789abcdefghjkmnpqrstuvwxyz';

/** Four groups of five characters from 20 random bytes. */
export function oneTimePassword(bytes: Uint8Array): string {
  const characters = [...bytes.subarray(0, 20)].map((byte) => alphabet[byte % 32]!);
  return [0, 5, 10, 15].map((from) => characters.slice(from, from + 5).join('')).join('-');
}
