// pure
// A log kept as its complete subtrees: node (level, index) covers leaves index·2^level to (index+1)·2^level (TLOG-1).
import { emptyRoot, type Hash, nodeHash } from './hashing.ts';

/** A complete subtree. Level 0 is the leaf hashes. */
export interface NodeId {
  level: number;
  index: number;
}
export interface StoredNode extends NodeId {
  hash: Hash;
}

/** What is needed to append: the complete subtrees that cover the leaves so far, largest first. */
export interface Frontier {
  size: number;
  nodes: readonly StoredNode[];
}
export const emptyFrontier: Frontier = { size: 0, nodes: [] };

/** Largest number of leaves; indexes stay exact in a double with room to spare. */
export const leavesMax = 2 ** 48;

/** The complete subtrees that cover leaves `from` to `to` (exclusive), left to right; `from` must be aligned to them. */
export function coveringNodes(from: number, to: number): NodeId[] {
  const nodes: NodeId[] = [];
  for (let at = from; at < to; ) {
    let level = 0;
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= to) level++;
    nodes.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return nodes;
}

/** The nodes a frontier of `size` leaves consists of. */
export const frontierIds = (size: number): NodeId[] => coveringNodes(0, size);

/** Appends one leaf hash. Answers the next frontier and every node that became complete, leaf first. */
export function pushLeaf(frontier: Frontier, hash: Hash): { frontier: Frontier; created: StoredNode[] } {
  let node: StoredNode = { level: 0, index: frontier.size, hash };
  const created = [node];
  const nodes = [...frontier.nodes];
  for (let last = nodes.at(-1); last?.level === node.level; last = nodes.at(-1)) {
    nodes.pop();
    node = { level: node.level + 1, index: last.index / 2, hash: nodeHash(last.hash, node.hash) };
    created.push(node);
  }
  nodes.push(node);
  return { frontier: { size: frontier.size + 1, nodes }, created };
}

/** One hash over hashes of subtrees that stand side by side, largest first (RFC 6962 folds from the right). */
export const foldRight = (hashes: readonly Hash[]): Hash =>
  hashes.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), hashes.at(-1)!);

/** Root of a log: the tree head's hash. */
export const rootOf = (frontier: Frontier): Hash =>
  frontier.size === 0 ? emptyRoot() : foldRight(frontier.nodes.map((node) => node.hash));

/** Root over leaf hashes, for logs small enough to hold. */
export const rootOfLeaves = (leaves: readonly Hash[]): Hash =>
  rootOf(leaves.reduce((frontier, leaf) => pushLeaf(frontier, leaf).frontier, emptyFrontier));
