// What anybody may fetch of the log: checkpoints, tiles, leaves, proofs. Nothing here is secret, nothing is trusted.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { consistencyMessage, hashText } from '@zhuangui/protocol/tlog/log-field.ts';
import {
  entriesBytes,
  parseTilePath,
  type Tile,
  tileBytes,
  tileNodes,
  tileWidthAt,
} from '@zhuangui/protocol/tlog/tiles.ts';
import {
  consistencyProof,
  currentEpoch,
  type Epoch,
  epochOf,
  inclusionProof,
  type LeafRow,
  readLeaves,
  readNodes,
} from './log-store.ts';
import { type SignedHead, signedHead } from './transparency.ts';

export interface LogAnswer {
  bytes: Uint8Array;
  contentType: string;
  /** The answer to this address never changes. */
  isFinal: boolean;
}
type Query = Readonly<Record<string, unknown>>;

/** An inclusion proof with all that is needed to check it. */
export interface LeafProof {
  origin: string;
  index: number;
  size: number;
  /** Exact text. */
  leaf: string;
  proof: string[];
  checkpoint: string;
}

export interface LogContent {
  /** By path below the hub's address and its query; undefined is a 404. */
  get(path: string, query: Query): Promise<LogAnswer | undefined>;
  /** Proof of a leaf against the newest checkpoint; undefined before one covers it. */
  prove(epoch: Epoch, leaf: LeafRow): Promise<LeafProof | undefined>;
  /** Newest signed state of the current log. */
  heads(): Promise<SignedHead | undefined>;
  keyOf(origin: string): string;
}

const entriesMax = 1000;
const utf8 = (text: string) => new TextEncoder().encode(text);
const text = (content: string): LogAnswer => ({
  bytes: utf8(content),
  contentType: 'text/plain; charset=utf-8',
  isFinal: false,
});
const json = (value: unknown, isFinal: boolean): LogAnswer => ({
  bytes: utf8(JSON.stringify(value)),
  contentType: 'application/json',
  isFinal,
});
const count = (value: unknown): number | undefined =>
  typeof value === 'string' && /^(0|[1-9]\d{0,14})$/.test(value) ? Number(value) : undefined;

export function createLogContent(db: Db, keyOf: (origin: string) => string): LogContent {
  const epochAsked = ({ origin }: Query) =>
    typeof origin === 'string' ? epochOf(db, origin) : currentEpoch(db);

  async function nodesOf(epoch: number, tile: Tile & { level: number }) {
    const ids = tileNodes(tile);
    const nodes = await readNodes(db, epoch, ids);
    return ids.map(({ level, index }) => nodes.get(`${level}/${index}`)!.hash);
  }

  /** TLOG-4: only what a signed checkpoint covers is given out. */
  async function tile(path: string, { epoch }: Epoch, size: number): Promise<LogAnswer | undefined> {
    const asked = parseTilePath(path);
    if (!asked || tileWidthAt(asked, size) < asked.width) return undefined;
    const { level, index, width } = asked;
    const bytes =
      level === 'entries'
        ? entriesBytes((await readLeaves(db, epoch, index * 256, width)).map((leaf) => leaf.bytes))
        : tileBytes(await nodesOf(epoch, { level, index, width }));
    return { bytes, contentType: 'application/octet-stream', isFinal: true };
  }

  async function entries({ epoch }: Epoch, size: number, query: Query): Promise<LogAnswer | undefined> {
    const from = count(query['from']) ?? 0;
    const limit = Math.min(entriesMax, count(query['limit']) ?? entriesMax, Math.max(0, size - from));
    const leaves = limit > 0 ? await readLeaves(db, epoch, from, limit) : [];
    const lines = leaves.map(
      ({ index, bytes }) => `${JSON.stringify({ index, leaf: Buffer.from(bytes).toString('utf8') })}\n`,
    );
    return { bytes: utf8(lines.join('')), contentType: 'application/x-ndjson', isFinal: false };
  }

  async function leafAsked({ epoch }: Epoch, query: Query): Promise<LeafRow | undefined> {
    const hash = typeof query['leaf'] === 'string' ? query['leaf'] : '';
    let index = count(query['index']);
    if (/^[0-9a-f]{64}$/.test(hash)) {
      const sql = 'SELECT idx AS "index" FROM log_node WHERE hash = ? AND epoch = ? AND level = 0 LIMIT 1';
      index = (await db.query<{ index: number }>(sql, [Buffer.from(hash, 'hex'), epoch]))[0]?.index;
    }
    return index === undefined ? undefined : (await readLeaves(db, epoch, index, 1))[0];
  }

  async function prove({ epoch, origin }: Epoch, leaf: LeafRow): Promise<LeafProof | undefined> {
    const head = await signedHead(db, epoch);
    if (!head || leaf.index >= head.size) return undefined;
    const proof = await inclusionProof(db, epoch, leaf.index, head.size);
    return {
      origin,
      index: leaf.index,
      size: head.size,
      leaf: Buffer.from(leaf.bytes).toString('utf8'),
      proof: proof.map(hashText),
      checkpoint: head.note,
    };
  }

  async function consistency({ epoch }: Epoch, size: number, query: Query): Promise<LogAnswer | undefined> {
    const [from, to] = [count(query['from']), count(query['to'])];
    if (from === undefined || to === undefined || from > to || to > size) return undefined;
    const proof = (await consistencyProof(db, epoch, from, to)).map(hashText);
    return {
      bytes: consistencyMessage.encode({ from, to, proof }),
      contentType: 'application/json',
      isFinal: true,
    };
  }

  return {
    prove,
    keyOf,
    async heads() {
      const epoch = await currentEpoch(db);
      return epoch && signedHead(db, epoch.epoch);
    },
    async get(path, query) {
      const epoch = await epochAsked(query);
      const head = epoch && (await signedHead(db, epoch.epoch));
      if (!epoch || !head) return undefined;
      if (path === '/log/checkpoint') return text(head.note);
      if (path === '/log/key') return text(`${keyOf(epoch.origin)}\n`);
      if (path === '/log/entries') return entries(epoch, head.size, query);
      if (path === '/log/consistency') return consistency(epoch, head.size, query);
      if (path === '/log/inclusion') {
        const leaf = await leafAsked(epoch, query);
        const found = leaf && (await prove(epoch, leaf));
        return found && json(found, false);
      }
      return path.startsWith('/log/tile/') ? tile(path.slice('/log/'.length), epoch, head.size) : undefined;
    },
  };
}
