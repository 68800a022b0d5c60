// pure
// TUF metadata as exact bytes: built as JSON, signed through @tufjs/models, never serialised again afterwards.
import { createHash } from 'node:crypto';
import { Metadata, MetadataKind, Root, Signature, Snapshot, Targets, Timestamp } from '@tufjs/models';
import { freshnessBounds } from '@zhuangui/protocol/freshness.ts';
import { ed25519KeyId, listRoles } from '@zhuangui/protocol/lists.ts';
import { type LogField, logFieldName } from '@zhuangui/protocol/tlog/log-field.ts';
import { CatalogError } from './catalog-error.ts';
import type { Signer } from './signer.ts';

const dayMs = 86_400_000;
/** How long each role's metadata is valid. Only the timestamp's term is short: it is the freshness bound. */
export const lifeMs = {
  root: 1825 * dayMs,
  targets: 1825 * dayMs,
  catalog: 400 * dayMs,
  withdrawals: 400 * dayMs,
  channels: 400 * dayMs,
  snapshot: 400 * dayMs,
  timestamp: freshnessBounds.redAfterMs,
} as const;

/** A public key and its id, as trust is given to it. */
export type KeyRef = Pick<Signer, 'keyId' | 'publicKey'>;
type Json = Record<string, never>;

/** Root and targets are never signed by one person alone. */
export const leastRoots = 2;

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

const head = (version: number, nowMs: number, life: number) => ({
  spec_version: '1.0.31',
  version,
  expires: new Date(nowMs + life).toISOString().replace(/\.\d{3}Z$/, 'Z'),
});

/**
 * LIST-2: refuses a key whose id is not the hash of the key, and one public key under two ids; else the same person
 * would count twice. Throws CatalogError `bad-key`.
 */
export function checkKeys(keys: readonly KeyRef[]): void {
  const idOf = new Map<string, string>();
  for (const { keyId, publicKey } of keys) {
    const known = idOf.get(publicKey) ?? keyId;
    if (known !== keyId)
      throw new CatalogError('bad-key', `One key stands under two ids, ${known} and ${keyId}`);
    idOf.set(publicKey, keyId);
    if (!/^[0-9a-f]{64}$/.test(publicKey) || keyId !== ed25519KeyId(publicKey))
      throw new CatalogError(
        'bad-key',
        `Key id ${keyId} is not the SHA-256 of its Ed25519 key: correct the id`,
      );
  }
}

function keysJson(keys: readonly KeyRef[]) {
  checkKeys(keys);
  return Object.fromEntries(
    keys.map(({ keyId, publicKey }) => [
      keyId,
      { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: publicKey } },
    ]),
  );
}

const roleJson = (keys: readonly KeyRef[], threshold: number) => ({
  keyids: [...new Set(keys.map((key) => key.keyId))],
  threshold,
});

function signed<T extends Root | Targets | Snapshot | Timestamp>(content: T, signers: readonly Signer[]) {
  checkKeys(signers);
  const metadata = new Metadata(content);
  for (const signer of signers) {
    metadata.sign((bytes) => {
      const sig = Buffer.from(signer.sign(bytes)).toString('hex');
      return new Signature({ keyID: signer.keyId, sig });
    });
  }
  return metadata;
}

/** Who may sign what at the top: root and targets are offline, two of three. */
export interface RootTrust {
  root: readonly KeyRef[];
  snapshot: KeyRef;
  timestamp: KeyRef;
  /** How many root keys sign root and targets; 2 unless said. */
  threshold?: number;
}

/**
 * Root metadata. `signedAt` is a certain moment signed by offline keys: after a stolen timestamp key has pushed the
 * counters' time floor ahead, it is where the floor starts again (LIST-5).
 */
export function buildRoot(
  version: number,
  trust: RootTrust,
  signers: readonly Signer[],
  nowMs: number,
): Uint8Array {
  return bytesOf(signed(rootContent(version, trust, nowMs), signers).toJSON());
}

function rootContent(version: number, trust: RootTrust, nowMs: number): Root {
  const online = [trust.snapshot, trust.timestamp];
  const threshold = trust.threshold ?? leastRoots;
  return Root.fromJSON({
    ...head(version, nowMs, lifeMs.root),
    signedAt: nowMs,
    consistent_snapshot: true,
    keys: keysJson([...trust.root, ...online]),
    roles: {
      root: roleJson(trust.root, threshold),
      targets: roleJson(trust.root, threshold),
      snapshot: roleJson([trust.snapshot], 1),
      timestamp: roleJson([trust.timestamp], 1),
    },
  } as unknown as Json);
}

/** What root holders sign elsewhere: the bytes their signatures cover. */
export const rootSignable = (version: number, trust: RootTrust, nowMs: number): Uint8Array =>
  signableOf(rootContent(version, trust, nowMs));

/** Who may sign which lists. */
export interface ListTrust {
  catalog: readonly KeyRef[];
  withdrawals: readonly KeyRef[];
  channels: readonly KeyRef[];
}

/** Top-level targets: no files of its own, only the three delegations of `listRoles`. */
export function buildTargets(
  version: number,
  trust: ListTrust,
  signers: readonly Signer[],
  nowMs: number,
): Uint8Array {
  return bytesOf(signed(targetsContent(version, trust, nowMs), signers).toJSON());
}

function targetsContent(
  version: number,
  trust: ListTrust,
  nowMs: number,
  catalogThreshold: number = listRoles.catalog.threshold,
): Targets {
  const roles = Object.values(listRoles).map(({ name, threshold, paths }) => ({
    name,
    ...roleJson(trust[name], name === 'catalog' ? catalogThreshold : threshold),
    terminating: true,
    paths: [...paths],
  }));
  const keys = keysJson([...trust.catalog, ...trust.withdrawals, ...trust.channels]);
  return Targets.fromJSON({
    ...head(version, nowMs, lifeMs.targets),
    targets: {},
    delegations: { keys, roles },
  } as unknown as Json);
}

/** What root holders sign elsewhere to say who signs which list. */
export const targetsSignable = (
  version: number,
  trust: ListTrust,
  nowMs: number,
  catalogThreshold?: number,
): Uint8Array => signableOf(targetsContent(version, trust, nowMs, catalogThreshold));

function roleContent(
  role: keyof ListTrust,
  version: number,
  files: ReadonlyMap<string, Uint8Array>,
  nowMs: number,
): Targets {
  const targets = Object.fromEntries(
    [...files].map(([path, bytes]) => [path, { length: bytes.length, hashes: { sha256: sha256(bytes) } }]),
  );
  return Targets.fromJSON({ ...head(version, nowMs, lifeMs[role]), targets } as unknown as Json);
}

/** Metadata of one list role: the hash and length of each of its files. */
export function buildRole(
  role: keyof ListTrust,
  version: number,
  files: ReadonlyMap<string, Uint8Array>,
  signers: readonly Signer[],
  nowMs: number,
): Uint8Array {
  return bytesOf(signed(roleContent(role, version, files, nowMs), signers).toJSON());
}

/** The exact bytes that a signature of this content covers (canonical JSON, made by the library that verifies it). */
function signableOf(content: Root | Targets): Uint8Array {
  let signable = new Uint8Array();
  new Metadata(content).sign((bytes) => {
    signable = new Uint8Array(bytes);
    return new Signature({ keyID: '0'.repeat(64), sig: '' });
  });
  return signable;
}

/** What people sign elsewhere and later: the bytes their signatures cover. */
export const roleSignable = (
  role: keyof ListTrust,
  version: number,
  files: ReadonlyMap<string, Uint8Array>,
  nowMs: number,
): Uint8Array => signableOf(roleContent(role, version, files, nowMs));

/** The same list under the next version, valid for its whole term again: what its signers sign once more. */
export function nextSignable(role: keyof ListTrust, before: Uint8Array, nowMs: number): Uint8Array {
  const { version, targets } = parse(before).signed;
  return signableOf(
    Targets.fromJSON({ ...head(version + 1, nowMs, lifeMs[role]), targets } as unknown as Json),
  );
}

/** A signature made elsewhere: 128 lower-case hexadecimal digits over the signable bytes. */
export interface DetachedSignature {
  keyId: string;
  signature: string;
}

/** Signable bytes and signatures as metadata. Throws CatalogError `bad-list` when the bytes are not what was signed. */
export function joinSignatures(signable: Uint8Array, signatures: readonly DetachedSignature[]): Uint8Array {
  const json = parse(signable);
  const content = json?._type === 'root' ? Root.fromJSON(json) : Targets.fromJSON(json);
  if (Buffer.compare(signableOf(content), signable) !== 0)
    throw new CatalogError('bad-list', 'Not published: the signed bytes are no list. Prepare them again');
  const metadata = new Metadata(content);
  for (const { keyId, signature } of signatures)
    metadata.signatures[keyId] = new Signature({ keyID: keyId, sig: signature });
  return bytesOf(metadata.toJSON());
}

const fileMeta = (version: number, bytes: Uint8Array) => ({
  version,
  length: bytes.length,
  hashes: { sha256: sha256(bytes) },
});

/** Version and exact bytes of one role's metadata. */
export interface RoleBytes {
  version: number;
  bytes: Uint8Array;
}

/** Snapshot: which version of each role's metadata belongs together, with hash and length. */
export function buildSnapshot(
  version: number,
  roles: Record<'targets' | keyof ListTrust, RoleBytes>,
  signer: Signer,
  nowMs: number,
): Uint8Array {
  const meta = Object.fromEntries(
    Object.entries(roles).map(([name, role]) => [`${name}.json`, fileMeta(role.version, role.bytes)]),
  );
  const snapshot = Snapshot.fromJSON({ ...head(version, nowMs, lifeMs.snapshot), meta } as unknown as Json);
  return bytesOf(signed(snapshot, [signer]).toJSON());
}

/**
 * Timestamp: names the snapshot; `signedAt` raises the counters' time floor and starts freshness (LIST-5, LIST-6).
 * `log`: where the snapshot stands in the transparency log (TLOG-6).
 */
export function buildTimestamp(
  version: number,
  snapshot: RoleBytes,
  signer: Signer,
  nowMs: number,
  log?: LogField,
): Uint8Array {
  const timestamp = Timestamp.fromJSON({
    ...head(version, nowMs, lifeMs.timestamp),
    signedAt: nowMs,
    ...(log ? { [logFieldName]: log } : {}),
    meta: { 'snapshot.json': fileMeta(snapshot.version, snapshot.bytes) },
  } as unknown as Json);
  return bytesOf(signed(timestamp, [signer]).toJSON());
}

const parse = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString('utf8'));
export const parseRoot = (bytes: Uint8Array) => Metadata.fromJSON(MetadataKind.Root, parse(bytes));
export const parseTargets = (bytes: Uint8Array) => Metadata.fromJSON(MetadataKind.Targets, parse(bytes));
/** When any metadata expires, wall time. */
export const expiryMs = (bytes: Uint8Array): number => Date.parse(parse(bytes).signed.expires);

/** Throws CatalogError `under-signed` unless enough of the keys that `delegator` names signed `bytes` (LIST-3). */
export function requireSigned(
  delegator: Metadata<Root> | Metadata<Targets>,
  role: string,
  bytes: Uint8Array,
): void {
  const kind = role === 'root' ? MetadataKind.Root : MetadataKind.Targets;
  try {
    delegator.verifyDelegate(role, kind === MetadataKind.Root ? parseRoot(bytes) : parseTargets(bytes));
  } catch (error) {
    throw new CatalogError(
      'under-signed',
      `Not published: ${(error as Error).message}; let the right people sign`,
    );
  }
}
