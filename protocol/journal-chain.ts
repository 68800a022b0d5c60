// pure
// The hash chain over exact bytes, and what a counter signs. Nobody re-serialises a line (JRN-2).
import { createHash } from 'node:crypto';

/** The hash before line 1: binds the chain to its counter and journal. Hexadecimal. */
export function genesisHash(counter: string, journal: string): string {
  return createHash('sha256').update(`zhuangui-journal-v1\n${counter}\n${journal}\n`).digest('hex');
}

/** Hash of a line: SHA-256 over the previous hash (32 bytes) and the line's exact bytes. Hexadecimal. */
export function nextHash(previous: string, line: Uint8Array): string {
  return createHash('sha256').update(previous, 'hex').update(line).digest('hex');
}

/** The bytes an Ed25519 signature over a journal head covers (JRN-3). */
export function headBytes(counter: string, journal: string, seq: number, hash: string): Uint8Array {
  return new TextEncoder().encode(`zhuangui-head-v1\n${counter}\n${journal}\n${seq}\n${hash}\n`);
}
