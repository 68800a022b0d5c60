// Who is trusted: the first root and targets, and their successors when keys change.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { catalogContent, readLines, writeWhole } from './catalog-writes.ts';
import {
  buildRole,
  buildRoot,
  buildTargets,
  type KeyRef,
  type ListTrust,
  parseRoot,
  parseTargets,
  type RoleBytes,
  requireSigned,
} from './metadata.ts';
import type { NewMetadata } from './publication.ts';
import { type CurrentSet, readTarget } from './records.ts';
import type { AllSigners, OnlineSigners, Signer } from './signer.ts';

/** Which keys are replaced. Who is not named stays. */
export interface KeyRotation {
  /** Sign the new root (old and new keys together reach both thresholds) and, where needed, the new targets. */
  signers: Signer[];
  root?: KeyRef[];
  online?: Partial<OnlineSigners>;
  /** New certifiers or supervisors sign their list again at once. */
  certifiers?: Signer[];
  supervisors?: Signer[];
}

/** Who signs the first lists, and the hub's online keys, which only have to be named. */
export interface FirstSigners extends Omit<AllSigners, 'online'> {
  online: Record<keyof OnlineSigners, KeyRef>;
}

/** Root metadata version 1. */
export const firstRoot = ({ root, online }: FirstSigners, nowMs: number): Uint8Array =>
  buildRoot(1, { root, snapshot: online.snapshot, timestamp: online.timestamp }, root, nowMs);

/** Targets metadata version 1: the three delegations. */
export function firstTargets(
  { root, certifiers, supervisors, online }: FirstSigners,
  nowMs: number,
): Uint8Array {
  const trust = { catalog: certifiers, withdrawals: supervisors, channels: [online.channels] };
  return buildTargets(1, trust, root, nowMs);
}

function rotatedRoot(
  before: CurrentSet,
  rotation: KeyRotation,
  online: OnlineSigners,
  nowMs: number,
): RoleBytes {
  const old = parseRoot(before.root.bytes);
  const version = before.root.version + 1;
  const root = rotation.root ?? keyRefs(old.signed.keys, old.signed.roles['root']!.keyIDs);
  const trust = { root, snapshot: online.snapshot, timestamp: online.timestamp };
  const bytes = buildRoot(version, trust, rotation.signers, nowMs);
  requireSigned(old, 'root', bytes);
  requireSigned(parseRoot(bytes), 'root', bytes);
  return { version, bytes };
}

const keyRefs = (
  keys: Record<string, { keyVal: Record<string, string> }>,
  ids: readonly string[],
): KeyRef[] => ids.map((keyId) => ({ keyId, publicKey: keys[keyId]!.keyVal['public']! }));

/** The keys that may sign a list according to the targets in force. */
export function trustNow(before: CurrentSet, role: keyof ListTrust): KeyRef[] {
  const { keys, roles } = parseTargets(before.targets.bytes).signed.delegations!;
  return keyRefs(keys, roles![role]!.keyIDs);
}

function rotatedTargets(
  before: CurrentSet,
  root: RoleBytes,
  rotation: KeyRotation,
  online: OnlineSigners,
  nowMs: number,
): RoleBytes {
  const trust = {
    catalog: rotation.certifiers ?? trustNow(before, 'catalog'),
    withdrawals: rotation.supervisors ?? trustNow(before, 'withdrawals'),
    channels: [online.channels],
  };
  const version = before.targets.version + 1;
  const bytes = buildTargets(version, trust, rotation.signers, nowMs);
  requireSigned(parseRoot(root.bytes), 'targets', bytes);
  return { version, bytes };
}

/** A small list with the same files under its next version, signed by `signer`. */
export async function signedAgain(
  tx: Queries,
  before: CurrentSet,
  role: 'withdrawals' | 'channels',
  signer: Signer,
  nowMs: number,
): Promise<RoleBytes> {
  const files = new Map<string, Uint8Array>();
  for (const [path, file] of Object.entries(parseTargets(before[role].bytes).signed.targets))
    files.set(path, (await readTarget(tx, path, file.hashes['sha256']!))!);
  const version = before[role].version + 1;
  return { version, bytes: buildRole(role, version, files, [signer], nowMs) };
}

async function catalogAgain(tx: Queries, before: CurrentSet, certifiers: Signer[], nowMs: number) {
  const entries = [...(await readLines(tx)).values()].map((line) => JSON.parse(line) as Entry);
  const version = before.catalog.version + 1;
  const signers = certifiers.slice(0, 2);
  const content = await catalogContent(tx, entries);
  const ids = signers.map(({ keyId }) => keyId);
  await writeWhole(tx, version, content, ids, nowMs);
  return { version, bytes: buildRole('catalog', version, content.files, signers, nowMs) };
}

/**
 * The metadata of a rotation: always a new root; new targets, and lists signed again, where their keys changed.
 * Throws CatalogError `under-signed`, `bad-key`.
 */
export async function rotatedMetadata(
  tx: Queries,
  before: CurrentSet,
  rotation: KeyRotation,
  online: OnlineSigners,
  nowMs: number,
): Promise<NewMetadata> {
  const root = rotatedRoot(before, rotation, online, nowMs);
  const { certifiers, supervisors } = rotation;
  const changed: NewMetadata = { root };
  const hasNewTrust = certifiers || supervisors || rotation.online?.channels || rotation.root;
  if (hasNewTrust) changed.targets = rotatedTargets(before, root, rotation, online, nowMs);
  if (certifiers) changed.catalog = await catalogAgain(tx, before, certifiers, nowMs);
  if (supervisors) changed.withdrawals = await signedAgain(tx, before, 'withdrawals', supervisors[0]!, nowMs);
  if (rotation.online?.channels)
    changed.channels = await signedAgain(tx, before, 'channels', online.channels, nowMs);
  return changed;
}
