// pure
// Proofs made from stored nodes (RFC 6962, 2.1.1 and 2.1.2). A plan says which nodes each hash of a proof is folded from.
import type { Hash } from './hashing.ts';
import { coveringNodes, foldRight, type NodeId } from './tree.ts';

/** For each hash of a proof, in order: the complete subtrees to fold into it. */
export type ProofPlan = readonly (readonly NodeId[])[];

/** Largest power of two below `count` (count ≥ 2). */
function splitOf(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

const requireRange = (isRight: boolean, what: string) => {
  if (!isRight) throw new RangeError(`${what}: ask within the log's size`);
};

/** Plan of the audit path of leaf `index` in a log of `size` leaves. Throws RangeError outside the log. */
export function inclusionPlan(index: number, size: number): ProofPlan {
  requireRange(index >= 0 && index < size, `leaf ${index} of ${size}`);
  const path: NodeId[][] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + splitOf(to - from);
    if (index < middle) {
      path.push(coveringNodes(middle, to));
      to = middle;
    } else {
      path.push(coveringNodes(from, middle));
      from = middle;
    }
  }
  return path.reverse();
}

/** Plan of the proof that a log of `to` leaves begins with one of `from`. Throws RangeError unless 0 ≤ from ≤ to. */
export function consistencyPlan(from: number, to: number): ProofPlan {
  requireRange(from >= 0 && from <= to, `from ${from} to ${to}`);
  if (from === 0 || from === to) return [];
  const path: NodeId[][] = [];
  let [start, end] = [0, to];
  let isWhole = true;
  while (end !== from) {
    const middle = start + splitOf(end - start);
    if (from <= middle) {
      path.push(coveringNodes(middle, end));
      end = middle;
    } else {
      path.push(coveringNodes(start, middle));
      start = middle;
      isWhole = false;
    }
  }
  if (!isWhole) path.push(coveringNodes(start, end));
  return path.reverse();
}

/** Every node a plan needs, once each. */
export const nodesOf = (plan: ProofPlan): NodeId[] => plan.flat();

/** Makes the proof of a plan. `hashOf` must know every node of it. */
export const proofOf = (plan: ProofPlan, hashOf: (node: NodeId) => Hash): Hash[] =>
  plan.map((nodes) => foldRight(nodes.map(hashOf)));
