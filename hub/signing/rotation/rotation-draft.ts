// pure
// KEY-9: a draft of the next root: who comes, who goes, how many must sign.
import {
  type KeyRef,
  nextSignable,
  parseTargets,
  requireSigned,
  rootSignable,
  targetsSignable,
} from '../../catalog/metadata.ts';
import { readTrust, type Trust } from '../../catalog/rotation-shape.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { checkDraft } from './rotation-check.ts';
import type { RotationFile, TrustFile } from './rotation-file.ts';

export type Office = 'root' | 'catalog' | 'withdrawals';
export const offices: readonly Office[] = ['root', 'catalog', 'withdrawals'];

export interface RotationWish {
  add: { office: Office; name: string; key: KeyRef }[];
  /** `keyId`: its beginning, at least 8 digits. */
  remove: { office: Office; keyId: string }[];
  rootThreshold?: number;
  catalogThreshold?: number;
  /** The hub's next online keys, named in the trust file, take over. */
  online: boolean;
  note: string;
}

const refused = (message: string) => new DomainError('invalid', 'bad-rotation', message);
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf8'));
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

function changedKeys(office: Office, before: readonly KeyRef[], wish: RotationWish): KeyRef[] {
  const keys = [...before];
  for (const { keyId } of wish.remove.filter((one) => one.office === office)) {
    const found = keys.filter((key) => keyId.length >= 8 && key.keyId.startsWith(keyId));
    if (found.length !== 1)
      throw refused(`No single ${office} key begins with ${keyId}: look them up with keys inspect`);
    keys.splice(keys.indexOf(found[0]!), 1);
  }
  for (const { key, name } of wish.add.filter((one) => one.office === office)) {
    if (keys.some(({ keyId }) => keyId === key.keyId)) throw refused(`${name} is a ${office} key already`);
    keys.push(key);
  }
  return keys;
}

function isCarried(role: 'catalog' | 'withdrawals', targets: Uint8Array, list: string): boolean {
  try {
    requireSigned(parseTargets(targets), role, bytesOf(list));
    return true;
  } catch {
    return false;
  }
}

function onlineOf(trust: TrustFile, now: Trust, wish: RotationWish) {
  if (!wish.online) return now;
  if (!trust.nextOnline)
    throw refused('The trust file names no next online keys: take it with keys trust --new-online');
  return trust.nextOnline;
}

const unsigned = (signable: string): Uint8Array => bytesOf(`{"signatures":[],"signed":${signable}}`);

/** A draft to be signed, checked as everybody who signs it will check it. Throws DomainError, CatalogError. */
export function draftRotation(trust: TrustFile, wish: RotationWish, nowMs: number): RotationFile {
  const now = readTrust(bytesOf(trust.root), bytesOf(trust.targets));
  const online = onlineOf(trust, now, wish);
  const root = {
    root: changedKeys('root', now.root.keys, wish),
    threshold: wish.rootThreshold ?? now.root.threshold,
    snapshot: online.snapshot,
    timestamp: online.timestamp,
  };
  const lists = {
    catalog: changedKeys('catalog', now.catalog.keys, wish),
    withdrawals: changedKeys('withdrawals', now.withdrawals.keys, wish),
    channels: [online.channels],
  };
  const catalogThreshold = wish.catalogThreshold ?? now.catalog.threshold;
  const [rootVersion, targetsVersion] = [now.rootVersion + 1, now.targetsVersion + 1];
  const rootText = textOf(rootSignable(rootVersion, root, nowMs));
  const targetsText = textOf(targetsSignable(targetsVersion, lists, nowMs, catalogThreshold));
  const again = (role: 'catalog' | 'withdrawals') => {
    if (isCarried(role, unsigned(targetsText), trust[role])) return {};
    const version = parseTargets(bytesOf(trust[role])).signed.version + 1;
    return { [role]: { version, signable: textOf(nextSignable(role, bytesOf(trust[role]), nowMs)) } };
  };
  const file: RotationFile = {
    v: 1,
    kind: 'root-rotation',
    note: wish.note,
    draftedAt: nowMs,
    before: {
      root: trust.root,
      targets: trust.targets,
      catalog: trust.catalog,
      withdrawals: trust.withdrawals,
    },
    parts: {
      root: { version: rootVersion, signable: rootText },
      targets: { version: targetsVersion, signable: targetsText },
      ...again('catalog'),
      ...again('withdrawals'),
    },
    names: wish.add.map(({ key, name }) => ({ keyId: key.keyId, name })),
  };
  checkDraft(file);
  return file;
}
