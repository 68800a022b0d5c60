import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argon2Floor, formatArgon2, parseArgon2 } from './phc.ts';

const bytes = (min: number, max: number) => fc.uint8Array({ minLength: min, maxLength: max });

describe('Argon2id strings', () => {
  it('[OPS-1] reads what it writes', () => {
    fc.assert(
      fc.property(bytes(16, 32), bytes(32, 64), fc.integer({ min: 2, max: 8 }), (salt, hash, passes) => {
        const given = { memoryKiB: 19_456, passes, parallelism: 1, salt, hash };
        expect(parseArgon2(formatArgon2(given))).toEqual(given);
      }),
    );
  });

  it('[OPS-1] refuses weaker, costlier and other hashes', () => {
    const good = { ...argon2Floor, salt: new Uint8Array(16), hash: new Uint8Array(32) };
    for (const change of [{ memoryKiB: 19_455 }, { passes: 1 }, { memoryKiB: 65_537 }, { passes: 9 }]) {
      expect(parseArgon2(formatArgon2({ ...good, ...change }))).toBeUndefined();
    }
    const text = formatArgon2(good);
    for (const other of [
      '',
      '123456',
      text.replace('argon2id', 'argon2i'),
      text.replace('v=19', 'v=16'),
      `${text} `,
    ]) {
      expect(parseArgon2(other)).toBeUndefined();
    }
  });
});
