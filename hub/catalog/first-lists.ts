// The first signed lists: made where the root keys are, taken in by a hub that has none of those keys.
import {
  channelSuspensionsMessage,
  productsPath,
  productWithdrawalsMessage,
  supplierBlacklistMessage,
  suppliersPath,
  suspensionsPath,
} from '@zhuangui/protocol/lists.ts';
import { CatalogError } from './catalog-error.ts';
import { chunkFiles } from './entry-lines.ts';
import { buildRole, type KeyRef, parseRoot, parseTargets, requireSigned, sha256 } from './metadata.ts';
import { type FirstSigners, firstRoot, firstTargets } from './rotation.ts';
import type { OnlineSigners } from './signer.ts';

export type ListFiles = Map<string, Uint8Array>;

/** Nothing is withdrawn, nobody is blacklisted. */
export const emptyWithdrawals = (): ListFiles =>
  new Map([
    [productsPath, productWithdrawalsMessage.encode({ withdrawals: [] })],
    [suppliersPath, supplierBlacklistMessage.encode({ suppliers: [] })],
  ]);
export const emptyChannels = (): ListFiles =>
  new Map([[suspensionsPath, channelSuspensionsMessage.encode({ counters: [] })]]);

/** Metadata of version 1 of everything that people sign. */
export interface FirstLists {
  root: Uint8Array;
  targets: Uint8Array;
  catalog: Uint8Array;
  withdrawals: Uint8Array;
}

/** KEY-6: trust is given to the hub's online keys by name; an empty catalog is signed by two, withdrawals by one. */
export function signFirstLists(signers: FirstSigners, nowMs: number): FirstLists {
  const { certifiers, supervisors } = signers;
  return {
    root: firstRoot(signers, nowMs),
    targets: firstTargets(signers, nowMs),
    catalog: buildRole('catalog', 1, chunkFiles(new Map()), certifiers.slice(0, 2), nowMs),
    withdrawals: buildRole('withdrawals', 1, emptyWithdrawals(), supervisors.slice(0, 1), nowMs),
  };
}

const refused = (why: string) =>
  new CatalogError('bad-list', `The first lists were not taken in: ${why}. Make them again`);

function requireFiles(name: string, bytes: Uint8Array, files: ListFiles): void {
  const { version, targets } = parseTargets(bytes).signed;
  const isSame =
    version === 1 &&
    Object.keys(targets).length === files.size &&
    [...files].every(([path, file]) => targets[path]?.hashes['sha256'] === sha256(file));
  if (!isSame) throw refused(`${name} version 1 must be empty`);
}

function requireKey(ids: readonly string[] | undefined, key: KeyRef, name: string): void {
  if (ids?.length !== 1 || ids[0] !== key.keyId)
    throw refused(`they name another ${name} key than this hub's; they belong to another hub`);
}

/** KEY-6: they hold together, and name this hub's own online keys. Throws CatalogError `bad-list`, `under-signed`. */
export function checkFirstLists(first: FirstLists, online: Record<keyof OnlineSigners, KeyRef>): void {
  const root = parseRoot(first.root);
  const targets = parseTargets(first.targets);
  if (root.signed.version !== 1 || targets.signed.version !== 1) throw refused('they are not version 1');
  requireKey(root.signed.roles['snapshot']?.keyIDs, online.snapshot, 'snapshot');
  requireKey(root.signed.roles['timestamp']?.keyIDs, online.timestamp, 'timestamp');
  requireKey(targets.signed.delegations?.roles?.['channels']?.keyIDs, online.channels, 'channels');
  requireSigned(root, 'root', first.root);
  requireSigned(root, 'targets', first.targets);
  requireSigned(targets, 'catalog', first.catalog);
  requireSigned(targets, 'withdrawals', first.withdrawals);
  requireFiles('catalog', first.catalog, chunkFiles(new Map()));
  requireFiles('withdrawals', first.withdrawals, emptyWithdrawals());
}
