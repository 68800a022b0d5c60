// A secret to what is stored of it, and back to yes or no, off the event loop (node:crypto runs it in its thread pool).
import { type Argon2Parameters, argon2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { type Argon2Hash, argon2Floor, formatArgon2, parseArgon2 } from '@zhuangui/protocol/phc.ts';

const derive = promisify(argon2) as (name: 'argon2id', parameters: Argon2Parameters) => Promise<Buffer>;
const hashBytes = 32;

const derived = (secret: string, { memoryKiB, passes, parallelism, salt }: Omit<Argon2Hash, 'hash'>) =>
  derive('argon2id', {
    message: Buffer.from(secret),
    nonce: salt,
    memory: memoryKiB,
    passes,
    parallelism,
    tagLength: hashBytes,
  });

/** OPS-1, PEO-10: the PHC string of a PIN or password with a fresh salt of 16 bytes. */
export async function hashSecret(secret: string, salt: Uint8Array): Promise<string> {
  return formatArgon2({ ...argon2Floor, salt, hash: await derived(secret, { ...argon2Floor, salt }) });
}

/** OPS-1, PEO-10: false for a hash that is none, or that is weaker than the floor. */
export async function verifySecret(secret: string, stored: string): Promise<boolean> {
  const hash = parseArgon2(stored);
  if (!hash || hash.hash.length !== hashBytes) return false;
  return timingSafeEqual(await derived(secret, hash), hash.hash);
}
