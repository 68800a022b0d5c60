// pure
// The TUF client workflow over bytes in memory. tuf-js verifies; order, trusted time and completeness are ours.
// Nothing is stored here: a set is verified as a whole or refused as a whole (decision tuf-store-not-updater).
import { createHash } from 'node:crypto';
import { type Metadata, MetadataKind, type Root, type Targets, Metadata as Tuf } from '@tufjs/models';
import { raiseFloor, type TimeFloor, trustedNow } from '@zhuangui/protocol/freshness.ts';
import {
  channelSuspensionsMessage,
  listRoles,
  productsPath,
  productWithdrawalsMessage,
  supplierBlacklistMessage,
  suppliersPath,
  suspensionsPath,
} from '@zhuangui/protocol/lists.ts';
import { logFieldName } from '@zhuangui/protocol/tlog/log-field.ts';
import { TrustedMetadataStore } from 'tuf-js/dist/store.js';
import { ListRefusal, step, toRefusal } from './list-refusal.ts';
import {
  checkKeys,
  checkThreshold,
  checkVersion,
  decoded,
  expiryOf,
  readJson,
  signedAtOf,
} from './trusted-metadata.ts';
import type { LocalBytes, PushedRole, SetBytes, TrustedSet } from './trusted-set.ts';

/** The two clocks of a counter at one moment. */
export interface Moment {
  wallMs: number;
  monotonicMs: number;
}

export type Verified = { ok: true; set: TrustedSet; floor: TimeFloor } | { ok: false; refusal: ListRefusal };

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const isSame = (a: Uint8Array | undefined, b: Uint8Array) => a !== undefined && decoded(a).equals(b);

/** The last moment a Date can hold. */
const timeMaxMs = 8_640_000_000_000_000;

function setTime(store: TrustedMetadataStore, timeMs: number): void {
  // The library takes the wall clock in its constructor and offers no parameter (reliability 3.2 b).
  // A moment that Date cannot hold compares with nothing: every list would count as not expired.
  const heldMs = Number.isFinite(timeMs) ? Math.min(timeMs, timeMaxMs) : timeMaxMs;
  (store as unknown as { referenceTime: Date }).referenceTime = new Date(heldMs);
}

/** Rotates the root as far as `roots` lead; those the store has passed are skipped. Returns those used. */
function walkRoots(store: TrustedMetadataStore, roots: readonly Uint8Array[]): Uint8Array[] {
  const used: Uint8Array[] = [];
  for (const bytes of roots) {
    const version = step('root', () => readJson(bytes).signed.version);
    const next = store.root.signed.version + 1;
    if (version < next) continue;
    if (version > next) throw new ListRefusal('root-gap', `Root ${next} is missing before root ${version}`);
    const root = step('root', () => store.updateRoot(decoded(bytes)));
    checkVersion(root);
    checkRoot(root);
    expiryOf(root);
    used.push(bytes);
  }
  return used;
}

/** The roots on the disk, up to the first damaged one: what follows comes with the next push. */
function walkLocalRoots(store: TrustedMetadataStore, roots: readonly Uint8Array[]): Uint8Array[] {
  const used: Uint8Array[] = [];
  for (const bytes of roots) {
    try {
      used.push(...walkRoots(store, [bytes]));
    } catch {
      return used;
    }
  }
  return used;
}

const timestampKeys = (store: TrustedMetadataStore) =>
  [...store.root.signed.roles['timestamp']!.keyIDs].sort().join();

/** Loads what this counter trusted before, for rollback protection only; damaged or expired parts are left out. */
function recall(load: () => unknown): void {
  try {
    load();
  } catch {
    // The library keeps what is expired and still protects against a rollback; anything else is gone.
  }
}

function updateTimestamp(store: TrustedMetadataStore, local: LocalBytes, bytes: Uint8Array): void {
  const before = local.metadata.timestamp;
  if (before) recall(() => store.updateTimestamp(decoded(before)));
  const isKnown = isSame(before, bytes) && store.timestamp !== undefined;
  if (!isKnown) step('timestamp', () => store.updateTimestamp(decoded(bytes)));
}

function updateSnapshot(store: TrustedMetadataStore, local: LocalBytes, bytes: Uint8Array): void {
  const before = local.metadata.snapshot;
  if (before) recall(() => store.updateSnapshot(decoded(before), true));
  step('snapshot', () => store.updateSnapshot(decoded(bytes)));
}

function updateTargets(
  store: TrustedMetadataStore,
  bytes: Uint8Array,
  role: PushedRole,
  delegator: 'root' | 'targets',
): Metadata<Targets> {
  try {
    store.updateDelegatedTargets(decoded(bytes), role, delegator);
  } catch (error) {
    const refusal = toRefusal(error, role);
    // Against the snapshot a wrong version is no rollback but a set put together from two.
    throw refusal.code === 'rollback' ? new ListRefusal('mixed', refusal.message) : refusal;
  }
  const metadata = store.getRole(role)!;
  checkVersion(metadata);
  expiryOf(metadata);
  return metadata;
}

/**
 * LIST-7: a list never goes back behind a version that the same people signed, even when rotated snapshot keys
 * forgot it. Throws ListRefusal `rollback`.
 */
export function checkNotOlder(
  delegator: Metadata<Root> | Metadata<Targets>,
  role: string,
  before: Uint8Array | undefined,
  version: number,
): void {
  if (!before) return;
  let known: Metadata<Targets> | undefined;
  recall(() => {
    const metadata = Tuf.fromJSON(MetadataKind.Targets, readJson(before));
    delegator.verifyDelegate(role, metadata);
    known = metadata;
  });
  if (known && known.signed.version > version)
    throw new ListRefusal('rollback', `${role}: version ${version} after version ${known.signed.version}`);
}

/** Throws unless `targets` gives exactly the agreed paths to a role: nobody signs in another role's place. */
export function checkPaths(targets: Metadata<Targets>, role: keyof typeof listRoles): void {
  const paths = targets.signed.delegations?.roles?.[role]?.paths;
  if (paths?.join() !== listRoles[role].paths.join())
    throw new ListRefusal('bad-signature', `targets: ${role} is trusted with ${paths?.join() ?? 'nothing'}`);
}

/** Hash and length of a file as a role's metadata names it. Throws ListRefusal `invalid`. */
export function signedFile(
  role: keyof typeof listRoles,
  metadata: Metadata<Targets>,
  path: string,
): { length: number; sha256: string } {
  const file = metadata.signed.targets[path];
  const hash = file?.hashes['sha256'];
  if (!file || !hash) throw new ListRefusal('invalid', `${role}: names no ${path} with a SHA-256`);
  return { length: file.length, sha256: hash };
}

function readList<T>(
  parse: (bytes: Uint8Array) => { ok: true; value: T } | { ok: false; problem: { message: string } },
  bytes: Uint8Array | undefined,
  signed: { length: number; sha256: string },
  path: string,
): T {
  if (bytes?.length !== signed.length || sha256(bytes) !== signed.sha256)
    throw new ListRefusal('wrong-hash', `${path}: the bytes are not the signed ones`);
  const list = parse(bytes);
  if (!list.ok) throw new ListRefusal('bad-list', list.problem.message);
  return list.value;
}

function readLists(withdrawals: Metadata<Targets>, channels: Metadata<Targets>, files: SetBytes['files']) {
  const signed = (path: string) => signedFile('withdrawals', withdrawals, path);
  const suspensions = signedFile('channels', channels, suspensionsPath);
  return {
    products: readList(
      productWithdrawalsMessage.parse,
      files[productsPath],
      signed(productsPath),
      productsPath,
    ),
    suppliers: readList(
      supplierBlacklistMessage.parse,
      files[suppliersPath],
      signed(suppliersPath),
      suppliersPath,
    ),
    suspensions: readList(
      channelSuspensionsMessage.parse,
      files[suspensionsPath],
      suspensions,
      suspensionsPath,
    ),
  };
}

/** Everything after the roots, with the store's time already set. */
function verifySet(
  store: TrustedMetadataStore,
  local: LocalBytes,
  incoming: SetBytes,
  roots: readonly Uint8Array[],
): TrustedSet {
  const { metadata, files } = incoming;
  updateTimestamp(store, local, metadata.timestamp);
  updateSnapshot(store, local, metadata.snapshot);
  const [timestamp, snapshot] = [store.timestamp!, store.snapshot!];
  for (const part of [timestamp, snapshot]) checkVersion(part);
  const targets = updateTargets(store, metadata.targets, 'targets', 'root');
  // A rotated snapshot key must not bring back who signed before: that list would trust replaced certifiers again.
  checkNotOlder(store.root, 'targets', local.metadata.targets, targets.signed.version);
  checkKeys(targets.signed.delegations?.keys ?? {});
  checkThreshold('targets', 'catalog', targets.signed.delegations?.roles?.['catalog']);
  for (const role of ['catalog', 'withdrawals', 'channels'] as const) checkPaths(targets, role);
  const withdrawals = updateTargets(store, metadata.withdrawals, 'withdrawals', 'targets');
  const channels = updateTargets(store, metadata.channels, 'channels', 'targets');
  checkNotOlder(targets, 'withdrawals', local.metadata.withdrawals, withdrawals.signed.version);
  checkNotOlder(targets, 'channels', local.metadata.channels, channels.signed.version);
  const catalog = snapshot.signed.meta['catalog.json'];
  if (!catalog) throw new ListRefusal('invalid', 'snapshot: names no catalog.json');
  const parts = { timestamp, snapshot, targets, withdrawals, channels };
  return {
    bytes: { roots, metadata: { ...metadata }, files: { ...files } },
    root: store.root,
    targets,
    versions: versionsOf(store, parts),
    hash: sha256(metadata.snapshot),
    signedAtMs: requireSignedAt(timestamp),
    expiresAtMs: Math.min(expiryOf(store.root), ...Object.values(parts).map(expiryOf)),
    log: timestamp.signed.unrecognizedFields[logFieldName],
    catalog,
    ...readLists(withdrawals, channels, files),
  };
}

function versionsOf(
  store: TrustedMetadataStore,
  parts: Record<PushedRole, { signed: { version: number } }>,
): TrustedSet['versions'] {
  const of = (role: PushedRole) => parts[role].signed.version;
  return {
    root: store.root.signed.version,
    timestamp: of('timestamp'),
    snapshot: of('snapshot'),
    targets: of('targets'),
    withdrawals: of('withdrawals'),
    channels: of('channels'),
  };
}

function requireSignedAt(timestamp: NonNullable<TrustedMetadataStore['timestamp']>): number {
  const signedAtMs = signedAtOf(timestamp);
  if (signedAtMs === undefined || signedAtMs >= expiryOf(timestamp))
    throw new ListRefusal('invalid', 'timestamp: says not when it was signed, or signed after its expiry');
  return signedAtMs;
}

/**
 * LIST-5: a rotated timestamp key takes its signed times with it: the floor starts again at the moment the offline
 * keys signed the new root, so a thief who signed far into the future does not stop a counter for ever.
 */
function floorAfterRoots(
  floor: TimeFloor,
  store: TrustedMetadataStore,
  isRotated: boolean,
  at: Moment,
): TimeFloor {
  const signedAtMs = isRotated ? signedAtOf(store.root) : undefined;
  return signedAtMs === undefined ? floor : { floorMs: signedAtMs, monotonicMs: at.monotonicMs };
}

/**
 * Verifies new lists against what this counter trusts: roots in order, timestamp, snapshot, targets, withdrawals,
 * channels and their inline files, at the counter's trusted time (LIST-5, LIST-7). Never throws.
 */
export function verifyIncoming(
  pinnedRoot: Uint8Array,
  local: LocalBytes,
  incoming: SetBytes,
  floor: TimeFloor,
  at: Moment,
): Verified {
  try {
    const store = openStore(pinnedRoot);
    const known = walkLocalRoots(store, local.roots);
    const keysBefore = timestampKeys(store);
    const roots = [...known, ...walkRoots(store, incoming.roots)];
    const started = floorAfterRoots(floor, store, timestampKeys(store) !== keysBefore, at);
    setTime(store, trustedNow(started, at.wallMs, at.monotonicMs));
    const set = verifySet(store, local, incoming, roots);
    return { ok: true, set, floor: raiseFloor(started, set.signedAtMs, at.monotonicMs) };
  } catch (error) {
    return { ok: false, refusal: toRefusal(error, 'lists') };
  }
}

/**
 * Verifies what a counter stored before, without asking whether it is still fresh: freshness stops sales, and an old
 * set still protects against an older one. Never throws.
 */
export function verifyStored(pinnedRoot: Uint8Array, stored: SetBytes): Verified {
  try {
    const store = openStore(pinnedRoot);
    setTime(store, 0);
    // A damaged root must not leave the older one in force: strict, other than for rollback protection.
    const roots = walkRoots(store, stored.roots);
    const set = verifySet(store, { roots: [], metadata: {} }, stored, roots);
    return { ok: true, set, floor: { floorMs: set.signedAtMs, monotonicMs: 0 } };
  } catch (error) {
    return { ok: false, refusal: toRefusal(error, 'stored lists') };
  }
}

function openStore(pinnedRoot: Uint8Array): TrustedMetadataStore {
  const store = step('pinned root', () => new TrustedMetadataStore(decoded(pinnedRoot)));
  checkRoot(store.root);
  return store;
}

/** LIST-2, LIST-14: what a root of trust must be like, whoever signed it. Throws ListRefusal. */
function checkRoot(root: Metadata<Root>): void {
  checkKeys(root.signed.keys);
  for (const role of ['root', 'targets']) checkThreshold('root', role, root.signed.roles[role]);
}

/** Version of the newest root that the pinned one and `roots` lead to. Throws ListRefusal for a bad pinned root. */
export function rootVersion(pinnedRoot: Uint8Array, roots: readonly Uint8Array[]): number {
  const store = openStore(pinnedRoot);
  walkLocalRoots(store, roots);
  return store.root.signed.version;
}
