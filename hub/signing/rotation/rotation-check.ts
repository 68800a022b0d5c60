// pure
// KEY-9, KEY-10: a draft checked before it is signed, who may sign which part, and who still has to.

import { CatalogError } from '../../catalog/catalog-error.ts';
import { joinSignatures, type KeyRef, parseTargets, requireSigned } from '../../catalog/metadata.ts';
import { checkNextTrust, type Trust } from '../../catalog/rotation-shape.ts';
import type { SignedRotation } from '../../catalog/signed-rotation.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { isSignedBy } from '../verify.ts';
import {
  type PartName,
  type PartSignature,
  partNames,
  type RotationFile,
  rotationDigest,
  type SignatureFile,
} from './rotation-file.ts';

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf8'));
const refused = (message: string) => new DomainError('invalid', 'bad-rotation', message);

/** How many of which keys have to sign a part. */
export interface Need {
  part: PartName;
  /** `old`: by the root in force; `new`: by the root or targets of this rotation. */
  by: 'old' | 'new';
  threshold: number;
  keys: readonly KeyRef[];
}

export interface CheckedDraft {
  old: Trust;
  new: Trust;
  needs: Need[];
  digest: string;
}

const signableOf = (file: RotationFile, part: PartName): Uint8Array | undefined => {
  const found = file.parts[part];
  return found && bytesOf(found.signable);
};

function checkList(file: RotationFile, role: 'catalog' | 'withdrawals'): void {
  const signable = signableOf(file, role);
  if (!signable) return;
  const again = parseTargets(joinSignatures(signable, [])).signed;
  const before = parseTargets(bytesOf(file.before[role])).signed;
  const isSame = JSON.stringify(again.targets) === JSON.stringify(before.targets);
  if (isSame && again.version === before.version + 1 && again.delegations === undefined) return;
  throw refused(`The ${role} list in this draft is not the one in force, signed again: draft it anew.`);
}

/**
 * KEY-9: everything a person relies on when she signs. Throws DomainError `bad-rotation`, CatalogError for a draft that
 * counters would refuse, that does not follow what is in force, or that carries anything else in its parts.
 */
export function checkDraft(file: RotationFile): CheckedDraft {
  try {
    return checked(file);
  } catch (error) {
    if (error instanceof DomainError || error instanceof CatalogError) throw error;
    throw refused(`This draft cannot be read (${(error as Error).message}): draft it again.`);
  }
}

function checked(file: RotationFile): CheckedDraft {
  const { before, parts } = file;
  const was = { root: bytesOf(before.root), targets: bytesOf(before.targets) };
  const next = {
    root: joinSignatures(bytesOf(parts.root.signable), []),
    targets: joinSignatures(bytesOf(parts.targets.signable), []),
  };
  const trust = checkNextTrust(was, next);
  for (const role of ['catalog', 'withdrawals'] as const) {
    checkList(file, role);
    // The list in force says who signs it: a draft over an invented one would not be published.
    requireSigned(parseTargets(was.targets), role, bytesOf(before[role]));
  }
  const need = (part: PartName, by: Need['by'], { keys, threshold }: Trust['root']): Need => ({
    part,
    by,
    keys,
    threshold,
  });
  const needs = [
    need('root', 'old', trust.old.root),
    need('root', 'new', trust.new.root),
    need('targets', 'new', trust.new.root),
    ...(parts.catalog ? [need('catalog', 'new', trust.new.catalog)] : []),
    ...(parts.withdrawals ? [need('withdrawals', 'new', trust.new.withdrawals)] : []),
  ];
  return { ...trust, needs, digest: rotationDigest(file) };
}

/** The parts a key has to sign, with the bytes. */
export function partsFor(
  file: RotationFile,
  { needs }: CheckedDraft,
  keyId: string,
): { part: PartName; bytes: Uint8Array }[] {
  const named = needs.filter(({ keys }) => keys.some((key) => key.keyId === keyId)).map(({ part }) => part);
  return partNames
    .filter((part) => named.includes(part))
    .map((part) => ({ part, bytes: signableOf(file, part)! }));
}

/** Whose signature counts where; false ones are named. Throws DomainError for files of another draft. */
export function countSignatures(
  file: RotationFile,
  { needs, digest }: CheckedDraft,
  files: readonly SignatureFile[],
): { good: PartSignature[]; wrong: PartSignature[]; missing: (Need & { signed: number })[] } {
  if (files.some((one) => one.digest !== digest))
    throw refused('A signature file belongs to another draft: everybody signs the same one.');
  const all = files.flatMap(({ signatures }) => signatures);
  const keys = new Map(needs.flatMap((need) => need.keys.map(({ keyId, publicKey }) => [keyId, publicKey])));
  const isGood = ({ part, keyId, signature }: PartSignature) => {
    const [publicKey, bytes] = [keys.get(keyId), signableOf(file, part)];
    return publicKey !== undefined && bytes !== undefined && isSignedBy(publicKey, bytes, signature);
  };
  const good = all.filter(isGood);
  const missing = needs.flatMap((need) => {
    const trusted = new Set(need.keys.map(({ keyId }) => keyId));
    const by = new Set(
      good.filter(({ part, keyId }) => part === need.part && trusted.has(keyId)).map(({ keyId }) => keyId),
    );
    return by.size < need.threshold ? [{ ...need, signed: by.size }] : [];
  });
  return { good, wrong: all.filter((one) => !good.includes(one)), missing };
}

/** KEY-10: the draft with its signatures as metadata. Throws DomainError `under-signed` when some are missing. */
export function joinRotation(file: RotationFile, files: readonly SignatureFile[]): SignedRotation {
  const checked = checkDraft(file);
  const { good, missing } = countSignatures(file, checked, files);
  const [first] = missing;
  if (first)
    throw new DomainError(
      'conflict',
      'under-signed',
      `${first.part} has ${first.signed} of the ${first.threshold} signatures it needs from the ${first.by} keys.`,
    );
  const joined = (part: PartName): Uint8Array => {
    const signatures = good.filter((one) => one.part === part);
    const once = [...new Map(signatures.map((one) => [one.keyId, one])).values()];
    return joinSignatures(signableOf(file, part)!, once);
  };
  const { parts } = file;
  return {
    root: joined('root'),
    targets: joined('targets'),
    ...(parts.catalog ? { catalog: joined('catalog') } : {}),
    ...(parts.withdrawals ? { withdrawals: joined('withdrawals') } : {}),
  };
}
