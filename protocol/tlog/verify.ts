// pure
// Verification of proofs (RFC 9162, 2.1.3.2 and 2.1.4.2): with the root alone, without the log (TLOG-2).
import { emptyRoot, type Hash, isSameHash, nodeHash } from './hashing.ts';

/** A log at one moment. */
export interface TreeHead {
  size: number;
  root: Hash;
}

const isSize = (value: number) => Number.isSafeInteger(value) && value >= 0;
const half = (value: number) => Math.floor(value / 2);
const isOdd = (value: number) => value % 2 === 1;

/** True when `leaf` (its hash) is leaf `index` of the log with this head. Never throws for proofs of any length. */
export function verifyInclusion(leaf: Hash, index: number, proof: readonly Hash[], head: TreeHead): boolean {
  if (!isSize(index) || !isSize(head.size) || index >= head.size) return false;
  let [at, last, hash] = [index, head.size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (isOdd(at) || at === last) {
      hash = nodeHash(sibling, hash);
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else hash = nodeHash(hash, sibling);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && isSameHash(hash, head.root);
}

/** Both roots that a proof between two sizes leads to, or undefined when it has the wrong length. */
function rootsFrom(
  first: number,
  second: number,
  seed: Hash,
  path: readonly Hash[],
): { older: Hash; newer: Hash } | undefined {
  let [at, last] = [first - 1, second - 1];
  while (isOdd(at)) [at, last] = [half(at), half(last)];
  let [older, newer] = [seed, seed];
  for (const sibling of path) {
    if (last === 0) return undefined;
    if (isOdd(at) || at === last) {
      [older, newer] = [nodeHash(sibling, older), nodeHash(sibling, newer)];
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else newer = nodeHash(newer, sibling);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 ? { older, newer } : undefined;
}

const isPowerOfTwo = (value: number) => Number.isInteger(Math.log2(value));

/** True when the log with head `newer` begins with the log with head `older`. Never throws. */
export function verifyConsistency(older: TreeHead, newer: TreeHead, proof: readonly Hash[]): boolean {
  if (!isSize(older.size) || !isSize(newer.size) || older.size > newer.size) return false;
  if (older.size === 0) return proof.length === 0 && isSameHash(older.root, emptyRoot());
  if (older.size === newer.size) return proof.length === 0 && isSameHash(older.root, newer.root);
  const path = isPowerOfTwo(older.size) ? [older.root, ...proof] : proof;
  const [seed, ...rest] = path;
  if (!seed || proof.length === 0) return false;
  const roots = rootsFrom(older.size, newer.size, seed, rest);
  return roots !== undefined && isSameHash(roots.older, older.root) && isSameHash(roots.newer, newer.root);
}
