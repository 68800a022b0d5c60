// pure
// Canonical JSON (as The Update Framework signs it), and signatures of several keys over it. Written anew here: whoever
// judges the hub does not use the hub's library for it.
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';

/** Keys in order, no white space, only quotation mark and backslash escaped. Throws for what has no canonical form. */
export function canonical(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new TypeError('a number that is no whole number');
    return String(value);
  }
  if (typeof value === 'string') return `"${value.replace(/[\\"]/g, '\\$&')}"`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const record = value as Record<string, unknown>;
  const keys = Object.keys(record).sort();
  return `{${keys.map((key) => `${canonical(key)}:${canonical(record[key])}`).join(',')}}`;
}

/** Id of an Ed25519 key: SHA-256 of its canonical form, so that one key never counts twice (LIST-2). */
export const keyIdOf = (publicHex: string): string =>
  createHash('sha256')
    .update(canonical({ keytype: 'ed25519', keyval: { public: publicHex }, scheme: 'ed25519' }))
    .digest('hex');

const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex');

/** A raw Ed25519 key, or undefined when it is none. */
export function ed25519Key(publicHex: string): KeyObject | undefined {
  if (!/^[0-9a-f]{64}$/.test(publicHex)) return undefined;
  try {
    const der = Buffer.concat([spkiPrefix, Buffer.from(publicHex, 'hex')]);
    return createPublicKey({ key: der, format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}

/** Who may sign a role. */
export interface RoleKeys {
  keys: ReadonlyMap<string, KeyObject>;
  threshold: number;
}

export interface SignedFile {
  signed: Record<string, unknown>;
  signatures: { keyid: string; sig: string }[];
  /** What the signatures cover. */
  covered: Buffer;
  sha256: string;
  length: number;
}

/** Metadata from exact bytes; undefined when it is none. */
export function readSigned(bytes: Buffer): SignedFile | undefined {
  try {
    const value = JSON.parse(bytes.toString('utf8')) as { signed: unknown; signatures: unknown };
    const { signed, signatures } = value;
    if (typeof signed !== 'object' || signed === null || !Array.isArray(signatures)) return undefined;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const covered = Buffer.from(canonical(signed));
    return { signed: signed as Record<string, unknown>, signatures, covered, sha256, length: bytes.length };
  } catch {
    return undefined;
  }
}

/** True when at least the threshold of different keys of the role signed. */
export function isSigned(file: SignedFile, role: RoleKeys | undefined): boolean {
  if (!role || role.threshold < 1) return false;
  const good = new Set<string>();
  for (const { keyid, sig } of file.signatures) {
    const key = role.keys.get(keyid);
    if (!key || typeof sig !== 'string' || !/^[0-9a-f]{128}$/.test(sig)) continue;
    if (verify(null, file.covered, key, Buffer.from(sig, 'hex'))) good.add(keyid);
    if (good.size >= role.threshold) return true;
  }
  return false;
}

/** Keys and roles as root and targets name them; a key under a wrong id counts for nothing. */
export function rolesOf(keys: unknown, roles: unknown): Map<string, RoleKeys> {
  const byId = new Map<string, KeyObject>();
  for (const [id, key] of Object.entries((keys ?? {}) as Record<string, { keyval?: { public?: string } }>)) {
    const publicHex = String(key?.keyval?.public ?? '');
    const read = keyIdOf(publicHex) === id ? ed25519Key(publicHex) : undefined;
    if (read) byId.set(id, read);
  }
  const found = new Map<string, RoleKeys>();
  const named = Array.isArray(roles)
    ? roles.map((role) => [String(role?.name), role] as const)
    : Object.entries((roles ?? {}) as Record<string, { keyids?: unknown; threshold?: unknown }>);
  for (const [name, role] of named) {
    const ids = Array.isArray(role?.keyids) ? (role.keyids as unknown[]) : [];
    const own = ids.flatMap((id) => {
      const key = byId.get(String(id));
      return key ? [[String(id), key] as const] : [];
    });
    const threshold = Number.isSafeInteger(role?.threshold) ? (role.threshold as number) : 0;
    found.set(name, { keys: new Map(own), threshold });
  }
  return found;
}
