// One PIN against one Argon2id hash, off the event loop (OPR-1).
import { argon2, timingSafeEqual } from 'node:crypto';
import { type Argon2Hash, argon2Floor, parseArgon2 } from '@zhuangui/protocol/phc.ts';

/** Stands in where there is no hash: the same work, and no PIN fits. */
const nobody: Argon2Hash = { ...argon2Floor, salt: new Uint8Array(16), hash: new Uint8Array(32) };

function derive({ memoryKiB, passes, parallelism, salt, hash }: Argon2Hash, pin: string): Promise<Buffer> {
  const work = { message: pin, nonce: salt, parallelism, tagLength: hash.length, memory: memoryKiB, passes };
  return new Promise((resolve, reject) => {
    argon2('argon2id', work, (error, derived) => (error ? reject(error) : resolve(derived)));
  });
}

/**
 * True when the PIN is the one that was hashed. `phc` undefined, or a hash below the floor: false after the same work,
 * as hard as the hash `like` of somebody who exists. Rejects when the system has no memory for it.
 */
export async function checkPin(phc: string | undefined, pin: string, like?: string): Promise<boolean> {
  const real = phc === undefined ? undefined : parseArgon2(phc);
  const hash = real ?? (like === undefined ? undefined : parseArgon2(like)) ?? nobody;
  const isSame = timingSafeEqual(await derive(hash, pin), hash.hash);
  return isSame && real !== undefined;
}
