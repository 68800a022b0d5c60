// The log in the hub's store: leaves as exact bytes, every complete subtree as one row (C2SP tlog-tiles).
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { leafHash } from '@zhuangui/protocol/tlog/hashing.ts';
import { encodeLeaf, type LogLeaf } from '@zhuangui/protocol/tlog/leaves.ts';
import {
  consistencyPlan,
  inclusionPlan,
  nodesOf,
  type ProofPlan,
  proofOf,
} from '@zhuangui/protocol/tlog/proofs.ts';
import {
  type Frontier,
  frontierIds,
  type NodeId,
  pushLeaf,
  rootOf,
  type StoredNode,
} from '@zhuangui/protocol/tlog/tree.ts';
import type { TreeHead } from '@zhuangui/protocol/tlog/verify.ts';

export interface Epoch {
  epoch: number;
  /** The log's name: origin of its checkpoints. */
  origin: string;
  beganAt: number;
}
/** A leaf and what it is about: the subject finds it again. */
export interface NewLeaf {
  leaf: LogLeaf;
  subject: string;
}
export interface LeafRow {
  index: number;
  at: number;
  type: string;
  subject: string;
  bytes: Uint8Array;
}

const idOf = ({ level, index }: NodeId) => `${level}/${index}`;
/** A proof has some 60 nodes at most; a tile 256. */
const nodesSql = `SELECT value ->> 0 AS level, value ->> 1 AS "index", hash FROM json_each(?2)
  CROSS JOIN log_node ON epoch = ?1 AND level = value ->> 0 AND idx = value ->> 1`;
const columns = `idx AS "index", at, type, subject, bytes`;

export async function currentEpoch(db: Queries): Promise<Epoch | undefined> {
  const rows = await db.query<Epoch>(
    'SELECT epoch, origin, began_at AS beganAt FROM log_epoch ORDER BY epoch DESC LIMIT 1',
  );
  return rows[0];
}

export async function epochOf(db: Queries, origin: string): Promise<Epoch | undefined> {
  const sql = 'SELECT epoch, origin, began_at AS beganAt FROM log_epoch WHERE origin = ?';
  return (await db.query<Epoch>(sql, [origin]))[0];
}

export async function allEpochs(db: Queries): Promise<Epoch[]> {
  return db.query<Epoch>('SELECT epoch, origin, began_at AS beganAt FROM log_epoch ORDER BY epoch');
}

/** How many leaves a log has. */
export async function sizeOf(db: Queries, epoch: number): Promise<number> {
  const sql = 'SELECT coalesce(max(idx), -1) + 1 AS size FROM log_leaf WHERE epoch = ?';
  return (await db.query<{ size: number }>(sql, [epoch]))[0]!.size;
}

/** Stored nodes by id; those that are not complete yet are missing. */
export async function readNodes(
  db: Queries,
  epoch: number,
  ids: readonly NodeId[],
): Promise<Map<string, StoredNode>> {
  if (ids.length === 0) return new Map();
  const asked = JSON.stringify(ids.map(({ level, index }) => [level, index]));
  const rows = await db.query<StoredNode>(nodesSql, [epoch, asked]);
  return new Map(rows.map((row) => [idOf(row), row]));
}

/** What the log of the first `size` leaves consists of. */
async function frontierOf(db: Queries, epoch: number, size: number): Promise<Frontier> {
  const ids = frontierIds(size);
  const nodes = await readNodes(db, epoch, ids);
  return { size, nodes: ids.map((id) => nodes.get(idOf(id))!) };
}

/** Head of the log as it was with `size` leaves. */
export async function headAt(db: Queries, epoch: number, size: number): Promise<TreeHead> {
  return { size, root: rootOf(await frontierOf(db, epoch, size)) };
}

/** TLOG-5: appends inside the caller's transaction; two statements, however many leaves. Answers the first index. */
export async function appendLeaves(
  tx: Queries,
  epoch: number,
  added: readonly NewLeaf[],
): Promise<{ index: number; frontier: Frontier }> {
  const index = await sizeOf(tx, epoch);
  let frontier = await frontierOf(tx, epoch, index);
  const leaves: string[][] = [];
  const nodes: (string | number)[][] = [];
  for (const [at, { leaf, subject }] of added.entries()) {
    const bytes = encodeLeaf(leaf);
    leaves.push([
      String(index + at),
      String(leaf.at),
      leaf.type,
      subject,
      Buffer.from(bytes).toString('hex'),
    ]);
    const pushed = pushLeaf(frontier, leafHash(bytes));
    frontier = pushed.frontier;
    for (const node of pushed.created)
      nodes.push([node.level, node.index, Buffer.from(node.hash).toString('hex')]);
  }
  await tx.run(
    `INSERT INTO log_leaf (epoch, idx, at, type, subject, bytes)
     SELECT ?1, CAST(value ->> 0 AS INTEGER), CAST(value ->> 1 AS INTEGER), value ->> 2, value ->> 3,
       unhex(value ->> 4) FROM json_each(?2)`,
    [epoch, JSON.stringify(leaves)],
  );
  await tx.run(
    `INSERT INTO log_node (epoch, level, idx, hash)
     SELECT ?1, value ->> 0, value ->> 1, unhex(value ->> 2) FROM json_each(?2)`,
    [epoch, JSON.stringify(nodes)],
  );
  return { index, frontier };
}

async function prove(db: Queries, epoch: number, plan: ProofPlan): Promise<Uint8Array[]> {
  const nodes = await readNodes(db, epoch, nodesOf(plan));
  return proofOf(plan, (id) => nodes.get(idOf(id))!.hash);
}

/** Audit path of a leaf; throws RangeError outside the log, and `size` must not be beyond what is stored. */
export const inclusionProof = (db: Queries, epoch: number, index: number, size: number) =>
  prove(db, epoch, inclusionPlan(index, size));

export const consistencyProof = (db: Queries, epoch: number, from: number, to: number) =>
  prove(db, epoch, consistencyPlan(from, to));

export async function readLeaves(
  db: Queries,
  epoch: number,
  from: number,
  limit: number,
): Promise<LeafRow[]> {
  const sql = `SELECT ${columns} FROM log_leaf WHERE epoch = ? AND idx >= ? ORDER BY idx LIMIT ?`;
  return db.query<LeafRow>(sql, [epoch, from, limit]);
}

/** The newest leaf about something. */
export async function findLeaf(
  db: Queries,
  epoch: number,
  type: LogLeaf['type'],
  subject: string,
): Promise<LeafRow | undefined> {
  const sql = `SELECT ${columns} FROM log_leaf WHERE epoch = ? AND type = ? AND subject = ? ORDER BY idx DESC LIMIT 1`;
  return (await db.query<LeafRow>(sql, [epoch, type, subject]))[0];
}
