// pure
// Hashes of a Merkle log (RFC 6962, section 2.1): leaves and inner nodes never hash alike (TLOG-1).
import { createHash } from 'node:crypto';

/** 32 bytes. */
export type Hash = Uint8Array;

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** Hash of a leaf's exact bytes: SHA-256(0x00 ‖ leaf). */
export const leafHash = (leaf: Uint8Array): Hash =>
  createHash('sha256').update(leafPrefix).update(leaf).digest();

/** Hash of an inner node: SHA-256(0x01 ‖ left ‖ right). */
export const nodeHash = (left: Hash, right: Hash): Hash =>
  createHash('sha256').update(nodePrefix).update(left).update(right).digest();

/** Root of a log without leaves: SHA-256 of nothing. */
export const emptyRoot = (): Hash => createHash('sha256').digest();

export const isSameHash = (a: Hash, b: Hash): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at]);
