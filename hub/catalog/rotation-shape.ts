// pure
// KEY-9: what a new root and new targets must look like before anybody signs them, and before they are published.
import type { Metadata, Root, Targets } from '@tufjs/models';
import { listRoles } from '@zhuangui/protocol/lists.ts';
import { CatalogError } from './catalog-error.ts';
import { checkKeys, type KeyRef, leastRoots, parseRoot, parseTargets } from './metadata.ts';

/** Who is trusted with what, read from a root and its targets. */
export interface Trust {
  root: { keys: KeyRef[]; threshold: number };
  catalog: { keys: KeyRef[]; threshold: number };
  withdrawals: { keys: KeyRef[]; threshold: number };
  snapshot: KeyRef;
  timestamp: KeyRef;
  channels: KeyRef;
  rootVersion: number;
  targetsVersion: number;
  rootExpires: string;
  targetsExpires: string;
}

type Json = Record<string, { keyType: string; scheme: string; keyVal: Record<string, string> }>;
type Role = { keyIDs: readonly string[]; threshold: number } | undefined;

const refused = (why: string) =>
  new CatalogError('bad-list', `This is no rotation that counters would take: ${why}. Draft it again`);

function keysOf(keys: Json, role: Role, name: string): { keys: KeyRef[]; threshold: number } {
  if (!role) throw refused(`nobody is trusted with ${name}`);
  const refs = role.keyIDs.map((keyId) => ({ keyId, publicKey: keys[keyId]?.keyVal['public'] ?? '' }));
  for (const { keyId } of refs) {
    const { keyType, scheme } = keys[keyId] ?? {};
    if (keyType !== 'ed25519' || scheme !== 'ed25519')
      throw refused(`key ${keyId.slice(0, 16)}… is no Ed25519 key`);
  }
  checkKeys(refs);
  return { keys: refs, threshold: role.threshold };
}

function oneKey(keys: Json, role: Role, name: string): KeyRef {
  const { keys: refs, threshold } = keysOf(keys, role, name);
  if (refs.length !== 1 || threshold !== 1) throw refused(`${name} has ${refs.length} keys instead of one`);
  return refs[0]!;
}

function requireThreshold({ keys, threshold }: Trust['root'], least: number, name: string): void {
  if (Number.isSafeInteger(threshold) && threshold >= least && threshold <= keys.length) return;
  throw refused(`${name} asks for ${threshold} of ${keys.length} keys, and at least ${least} have to sign`);
}

function requireApart(trust: Trust): void {
  const offices: [string, KeyRef[]][] = [
    ['root', trust.root.keys],
    ['catalog', trust.catalog.keys],
    ['withdrawals', trust.withdrawals.keys],
    ['the hub', [trust.snapshot, trust.timestamp, trust.channels]],
  ];
  const officeOf = new Map<string, string>();
  for (const [office, keys] of offices)
    for (const { keyId } of keys) {
      const known = officeOf.get(keyId);
      if (known) throw refused(`one key, ${keyId.slice(0, 16)}…, stands for ${known} and for ${office}`);
      officeOf.set(keyId, office);
    }
}

/** Reads who is trusted. Throws CatalogError `bad-list`, `bad-key` where counters would refuse. */
export function readTrust(rootBytes: Uint8Array, targetsBytes: Uint8Array): Trust {
  let root: Metadata<Root>;
  let targets: Metadata<Targets>;
  try {
    root = parseRoot(rootBytes);
    targets = parseTargets(targetsBytes);
  } catch (error) {
    throw refused((error as Error).message);
  }
  const { keys, roles } = root.signed;
  const delegated = targets.signed.delegations;
  const lists = delegated?.roles ?? {};
  if (Object.keys(targets.signed.targets).length > 0) throw refused('targets names files of its own');
  if (Object.keys(lists).join() !== Object.keys(listRoles).join())
    throw refused(`lists are ${Object.keys(lists).join(', ')}`);
  for (const { name, paths } of Object.values(listRoles))
    if (lists[name]?.paths?.join() !== paths.join()) throw refused(`${name} has other paths than agreed`);
  const named = keysOf(keys, roles['root'], 'root');
  const forTargets = keysOf(keys, roles['targets'], 'targets');
  const ids = (trusted: Trust['root']) =>
    [trusted.threshold, ...trusted.keys.map(({ keyId }) => keyId)].join();
  if (ids(named) !== ids(forTargets)) throw refused('root and targets are signed by different people');
  const trust: Trust = {
    root: named,
    catalog: keysOf(delegated!.keys, lists['catalog'], 'catalog'),
    withdrawals: keysOf(delegated!.keys, lists['withdrawals'], 'withdrawals'),
    snapshot: oneKey(keys, roles['snapshot'], 'snapshot'),
    timestamp: oneKey(keys, roles['timestamp'], 'timestamp'),
    channels: oneKey(delegated!.keys, lists['channels'], 'channels'),
    rootVersion: root.signed.version,
    targetsVersion: targets.signed.version,
    rootExpires: root.signed.expires,
    targetsExpires: targets.signed.expires,
  };
  requireThreshold(trust.root, leastRoots, 'root');
  requireThreshold(trust.catalog, listRoles.catalog.threshold, 'catalog');
  requireThreshold(trust.withdrawals, listRoles.withdrawals.threshold, 'withdrawals');
  if (trust.withdrawals.threshold !== 1) throw refused('one supervisor must be enough for a withdrawal');
  requireApart(trust);
  return trust;
}

/** KEY-9: the next versions after those in force. Throws CatalogError `bad-list`, `bad-key`. */
export function checkNextTrust(
  before: { root: Uint8Array; targets: Uint8Array },
  next: { root: Uint8Array; targets: Uint8Array },
): { old: Trust; new: Trust } {
  const [old, fresh] = [readTrust(before.root, before.targets), readTrust(next.root, next.targets)];
  if (fresh.rootVersion !== old.rootVersion + 1)
    throw refused(`root ${fresh.rootVersion} does not follow root ${old.rootVersion}`);
  if (fresh.targetsVersion !== old.targetsVersion + 1)
    throw refused(`targets ${fresh.targetsVersion} does not follow targets ${old.targetsVersion}`);
  return { old, new: fresh };
}
