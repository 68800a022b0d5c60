// A PIN to what is stored of it, and back to yes or no, off the event loop (node:crypto runs it in its thread pool).
import { type Argon2Parameters, argon2, createHash, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { type Argon2Hash, argon2Floor, formatArgon2, parseArgon2 } from '@zhuangui/protocol/phc.ts';

const derive = promisify(argon2) as (name: 'argon2id', parameters: Argon2Parameters) => Promise<Buffer>;
const hashBytes = 32;

const derived = (pin: string, { memoryKiB, passes, parallelism, salt }: Omit<Argon2Hash, 'hash'>) =>
  derive('argon2id', {
    message: Buffer.from(pin),
    nonce: salt,
    memory: memoryKiB,
    passes,
    parallelism,
    tagLength: hashBytes,
  });

/** OPS-1: the PHC string of a PIN with a fresh salt of 16 bytes. */
export async function hashPin(pin: string, salt: Uint8Array): Promise<string> {
  return formatArgon2({ ...argon2Floor, salt, hash: await derived(pin, { ...argon2Floor, salt }) });
}

/** OPS-1: false for a hash that is none, or that is weaker than the floor. */
export async function verifyPin(pin: string, stored: string): Promise<boolean> {
  const hash = parseArgon2(stored);
  if (!hash || hash.hash.length !== hashBytes) return false;
  return timingSafeEqual(await derived(pin, hash), hash.hash);
}

/** What is kept of a badge: its text never leaves the reader's side. */
export const badgeHash = (badge: string): string => createHash('sha256').update(badge, 'utf8').digest('hex');
