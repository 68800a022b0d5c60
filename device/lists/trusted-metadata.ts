// pure
// What the TUF libraries leave open about one piece of metadata: key ids, versions, dates.
import type { Metadata, Root, Snapshot, Targets, Timestamp } from '@tufjs/models';
import { ed25519KeyId } from '@zhuangui/protocol/lists.ts';
import { ListRefusal } from './list-refusal.ts';

type AnyMetadata = Metadata<Root> | Metadata<Targets> | Metadata<Snapshot> | Metadata<Timestamp>;
type Keys = Metadata<Root>['signed']['keys'];

const versionMax = 2_147_483_647;
/** Hash and bytes as text of metadata. */
export const decoded = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
export const readJson = (bytes: Uint8Array) => JSON.parse(decoded(bytes).toString('utf8'));

/** When metadata expires, wall time; the library takes an unreadable date for "never". Throws ListRefusal `invalid`. */
export function expiryOf({ signed }: AnyMetadata): number {
  const expiresAtMs = Date.parse(signed.expires);
  if (!Number.isSafeInteger(expiresAtMs) || expiresAtMs < 0)
    throw new ListRefusal('invalid', `${signed.type}: "${signed.expires}" is no expiry date`);
  return expiresAtMs;
}

/** Throws ListRefusal `invalid` for a version that is no whole number from 1 to 2^31 - 1. */
export function checkVersion({ signed }: AnyMetadata): void {
  if (!Number.isSafeInteger(signed.version) || signed.version < 1 || signed.version > versionMax)
    throw new ListRefusal('invalid', `${signed.type}: ${signed.version} is no version`);
}

/**
 * LIST-2: an id is the hash of its key, so that one key under two ids does not reach a threshold alone.
 * Throws ListRefusal `duplicate-key`.
 */
export function checkKeys(keys: Keys): void {
  for (const [id, key] of Object.entries(keys)) {
    const publicKey = key.keyVal['public'] ?? '';
    const isPlain = key.keyType === 'ed25519' && key.scheme === 'ed25519' && /^[0-9a-f]{64}$/.test(publicKey);
    if (!isPlain || id !== ed25519KeyId(publicKey))
      throw new ListRefusal('duplicate-key', `Key id ${id} is not the SHA-256 of an Ed25519 key`);
  }
}

/**
 * LIST-14: root, targets and catalog are never signed by one person alone, whatever a root says. Throws ListRefusal
 * `bad-signature`.
 */
export function checkThreshold(
  where: string,
  role: string,
  trusted: { threshold: number } | undefined,
): void {
  if (trusted && trusted.threshold >= 2) return;
  throw new ListRefusal('bad-signature', `${where}: ${role} asks for ${trusted?.threshold ?? 0} signatures`);
}

/** A signed moment in an extra field, wall time; undefined when there is none. */
export function signedAtOf({ signed }: AnyMetadata): number | undefined {
  const signedAt = signed.unrecognizedFields['signedAt'];
  return Number.isSafeInteger(signedAt) && (signedAt as number) >= 0 ? (signedAt as number) : undefined;
}
