// Proofs of the log against published vectors, against the definition of RFC 6962, and against another implementation.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyRoot, type Hash, leafHash, nodeHash } from './hashing.ts';
import { consistencyPlan, inclusionPlan, nodesOf, proofOf } from './proofs.ts';
import { emptyFrontier, frontierIds, type NodeId, pushLeaf, rootOf, rootOfLeaves } from './tree.ts';
import { referenceInclusions, referenceLeaves, referenceRoots } from './vectors.ts';
import { verifyConsistency, verifyInclusion } from './verify.ts';

const hex = (hash: Hash) => Buffer.from(hash).toString('hex');
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));

/** The definition in RFC 6962, section 2.1, word for word. */
function definedRoot(leaves: readonly Hash[]): Hash {
  if (leaves.length === 0) return emptyRoot();
  if (leaves.length === 1) return leaves[0]!;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(definedRoot(leaves.slice(0, split)), definedRoot(leaves.slice(split)));
}

function grow(leaves: readonly Hash[]) {
  const nodes = new Map<string, Hash>();
  const roots = [hex(emptyRoot())];
  let frontier = emptyFrontier;
  for (const leaf of leaves) {
    const pushed = pushLeaf(frontier, leaf);
    frontier = pushed.frontier;
    for (const { level, index, hash } of pushed.created) nodes.set(`${level}/${index}`, hash);
    roots.push(hex(rootOf(frontier)));
  }
  const hashOf = ({ level, index }: NodeId) => nodes.get(`${level}/${index}`)!;
  const head = (size: number) => ({ size, root: bytes(roots[size]!) });
  return { frontier, roots, hashOf, head };
}

const sizes = 130;
const manyLeaves = Array.from({ length: sizes }, (_, at) => leafHash(Buffer.from(`leaf ${at}`)));
const many = grow(manyLeaves);
const inclusion = (index: number, size: number) => proofOf(inclusionPlan(index, size), many.hashOf);
const consistency = (from: number, to: number) => proofOf(consistencyPlan(from, to), many.hashOf);

const { verifyMerkleInclusion } = createRequire(import.meta.url)(
  join(import.meta.dirname, '../../node_modules/@sigstore/verify/dist/tlog/merkle.js'),
) as {
  verifyMerkleInclusion(
    entry: {
      canonicalizedBody: Buffer;
      inclusionProof: { logIndex: string; hashes: Buffer[] };
    },
    checkpoint: { logSize: bigint; logHash: Buffer },
  ): void;
};

describe('transparency log: trees', () => {
  it('[TLOG-1] the published reference trees have the published roots', () => {
    const hashes = referenceLeaves.map(leafHash);
    for (const [size, root] of referenceRoots.entries()) {
      expect(hex(rootOfLeaves(hashes.slice(0, size)))).toBe(root);
      expect(hex(definedRoot(hashes.slice(0, size)))).toBe(root);
    }
    const { hashOf } = grow(hashes);
    for (const { index, size, proof } of referenceInclusions)
      expect(proofOf(inclusionPlan(index, size), hashOf).map(hex)).toEqual(proof);
  });

  it('[TLOG-1] every size up to 130 has the root the definition gives, kept as complete subtrees', () => {
    for (let size = 0; size <= sizes; size++)
      expect(many.roots[size]).toBe(hex(definedRoot(manyLeaves.slice(0, size))));
    expect(many.frontier.nodes.map(({ level, index }) => ({ level, index }))).toEqual(frontierIds(sizes));
  });

  it('[TLOG-2] every inclusion proof of every leaf and size verifies, and @sigstore/verify agrees', () => {
    for (let size = 1; size <= sizes; size++)
      for (let index = 0; index < size; index++) {
        const proof = inclusion(index, size);
        expect(verifyInclusion(manyLeaves[index]!, index, proof, many.head(size))).toBe(true);
        if (size % 13 === 0)
          verifyMerkleInclusion(
            {
              canonicalizedBody: Buffer.from(`leaf ${index}`),
              inclusionProof: { logIndex: String(index), hashes: proof.map((hash) => Buffer.from(hash)) },
            },
            { logSize: BigInt(size), logHash: Buffer.from(many.head(size).root) },
          );
      }
  });

  it('[TLOG-2] every consistency proof between two sizes verifies', () => {
    for (let to = 0; to <= sizes; to++)
      for (let from = 0; from <= to; from++)
        expect(verifyConsistency(many.head(from), many.head(to), consistency(from, to))).toBe(true);
  });

  const somewhere = fc.integer({ min: 1, max: sizes }).chain((size) =>
    fc.record({
      size: fc.constant(size),
      index: fc.nat({ max: size - 1 }),
      other: fc.nat({ max: sizes }),
      flip: fc.nat({ max: 32 * 8 - 1 }),
      place: fc.nat(),
      from: fc.integer({ min: 1, max: size }),
    }),
  );
  const flipped = (hash: Hash, bit: number): Hash => {
    const copy = Uint8Array.from(hash);
    copy[bit >> 3]! ^= 1 << (bit & 7);
    return copy;
  };
  const damaged = (proof: Hash[], place: number, bit: number): Hash[][] => [
    [...proof, many.head(1).root],
    ...(proof.length === 0
      ? []
      : [
          proof.slice(0, -1),
          proof.map((hash, at) => (at === place % proof.length ? flipped(hash, bit) : hash)),
        ]),
  ];

  it('[TLOG-2] a false inclusion proof is refused: bit flipped, hash missing or added, another leaf, index, root', () => {
    fc.assert(
      fc.property(somewhere, ({ size, index, other, flip, place }) => {
        const proof = inclusion(index, size);
        const leaf = manyLeaves[index]!;
        const head = many.head(size);
        const wrong = [
          ...damaged(proof, place, flip).map((bad) => verifyInclusion(leaf, index, bad, head)),
          verifyInclusion(flipped(leaf, flip), index, proof, head),
          verifyInclusion(leaf, index, proof, { size, root: flipped(head.root, flip) }),
          index !== other && verifyInclusion(leaf, other, proof, head),
          verifyInclusion(leaf, -1, proof, head),
          verifyInclusion(leaf, index + 0.5, proof, head),
        ];
        expect(wrong.some(Boolean)).toBe(false);
      }),
    );
  });

  it('[TLOG-2] a false consistency proof is refused: bit flipped, hash missing or added, another root, a log that shrank', () => {
    fc.assert(
      fc.property(somewhere, ({ size, from, flip, place }) => {
        const proof = consistency(from, size);
        const [older, newer] = [many.head(from), many.head(size)];
        const wrong = [
          ...damaged(proof, place, flip).map((bad) => verifyConsistency(older, newer, bad)),
          verifyConsistency({ ...older, root: flipped(older.root, flip) }, newer, proof),
          verifyConsistency(older, { ...newer, root: flipped(newer.root, flip) }, proof),
          from < size && verifyConsistency(newer, older, proof),
        ];
        expect(wrong.some(Boolean)).toBe(false);
      }),
    );
  });

  it('[TLOG-2] a log that was rewritten behind its head has no consistency proof', () => {
    fc.assert(
      fc.property(somewhere, ({ size, index }) => {
        const rewritten = grow(
          manyLeaves.map((leaf, at) => (at === index ? leafHash(Buffer.from('forged')) : leaf)),
        );
        for (const to of [size, sizes]) {
          const proof = proofOf(consistencyPlan(size, to), rewritten.hashOf);
          expect(verifyConsistency(many.head(size), rewritten.head(to), proof)).toBe(false);
        }
      }),
    );
  });

  it('[TLOG-2] a proof is asked for within the log only, and needs each node once', () => {
    expect(() => inclusionPlan(5, 5)).toThrow(RangeError);
    expect(() => consistencyPlan(6, 5)).toThrow(RangeError);
    const needed = nodesOf(consistencyPlan(77, 130)).map(({ level, index }) => `${level}/${index}`);
    expect(new Set(needed).size).toBe(needed.length);
  });
});
