// Chance as a part that is handed in.
import { randomBytes } from 'node:crypto';

export interface Random {
  /** `length` random bytes. */
  bytes(length: number): Uint8Array;
}

export function systemRandom(): Random {
  return { bytes: (length) => new Uint8Array(randomBytes(length)) };
}
