// pure
// The one-time code that binds a new machine to its counter id.
import { createHash, timingSafeEqual } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** Random bytes a code needs: 16 characters of 5 bits. */
export const codeBytes = 10;
export const codeLifeMs = 15 * 60_000;
export const wrongTriesMax = 5;

/** Ten random bytes to sixteen characters of base32 (RFC 4648, without padding). */
export function codeOf(random: Uint8Array): string {
  let bits = 0n;
  for (const byte of random.subarray(0, codeBytes)) bits = (bits << 8n) | BigInt(byte);
  return Array.from({ length: 16 }, (_, at) => alphabet[Number((bits >> BigInt(75 - 5 * at)) & 31n)]).join(
    '',
  );
}

/** What is stored: the hash binds the code to its counter. */
export function codeHash(counter: string, code: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(`zhuangui-code-v1\n${counter}\n${code}\n`).digest());
}

export interface StoredCode {
  code_hash: Uint8Array;
  expires_at: number;
  wrong_tries: number;
  used_at: number | null;
}

export type CodeVerdict = 'right' | 'wrong' | 'dead';

/** FLT-2: `dead` codes (used, expired, tried too often) stay dead whatever is typed. */
export function judgeCode(stored: StoredCode | undefined, hash: Uint8Array, nowMs: number): CodeVerdict {
  if (stored === undefined) return 'dead';
  if (stored.used_at !== null || nowMs >= stored.expires_at || stored.wrong_tries >= wrongTriesMax)
    return 'dead';
  return timingSafeEqual(stored.code_hash, hash) ? 'right' : 'wrong';
}
