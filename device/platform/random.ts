// Chance as a part that is handed in.
import { randomBytes } from 'node:crypto';

export interface Random {
  /** `length` random bytes as lower-case hexadecimal. */
  hex(length: number): string;
  /** A number in [0, 1). */
  fraction(): number;
}

export function systemRandom(): Random {
  return {
    hex: (length) => randomBytes(length).toString('hex'),
    fraction: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
  };
}
