// What a saved receipt carries: exact bytes out of the journal, the signed lists and the log (TLOG-11).
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { lineMessage, type Permit } from '@zhuangui/protocol/journal-lines.ts';
import { chunkOf, chunkPath, productsPath, suppliersPath } from '@zhuangui/protocol/lists.ts';
import { parseLeaf } from '@zhuangui/protocol/tlog/leaves.ts';
import { readMetadata, readTarget } from '../catalog/records.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { LeafProof, LogContent } from '../transparency/log-content.ts';
import { allEpochs, type Epoch, findLeaf, type LeafRow } from '../transparency/log-store.ts';
import type { Transparency } from '../transparency/transparency.ts';

interface Logged {
  logged?: LeafProof;
  logKey?: string;
}
/** Everything of one set of lists that a permit rests on; bytes as base64. */
export interface ProofLists extends Logged {
  metadata: Record<string, string>;
  files: Record<string, string>;
  /** Chunks of the catalog by path, those the order's goods stand in. */
  chunks: Record<string, string>;
}
export interface ReceiptProof {
  v: 1;
  counter: string;
  order: string;
  journal: {
    id: string;
    /** SPKI DER, base64. */
    key: string;
    parts: { from: number; to: number; prev: string; head: string; sig: string; lines: string[] }[];
  };
  /** By the hash of the snapshot, as permits name it. */
  lists: Record<string, ProofLists>;
  counterKey?: Required<Logged>;
}

export interface ReceiptProofParts {
  db: Db;
  reader: Db;
  ledger: Pick<Ledger, 'orderParts'>;
  journalKey(counter: string): string | undefined;
  transparency: Pick<Transparency, 'append' | 'checkpoint' | 'keyOf'>;
  logContent: Pick<LogContent, 'prove'>;
}

export interface ReceiptProofs {
  /** Undefined while the hub holds no line of the order. */
  proofOf(counter: string, order: string): Promise<ReceiptProof | undefined>;
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** Permits of an order's dispensing lines. */
function permitsOf(lines: readonly Uint8Array[], order: string): Permit[] {
  return lines.flatMap((bytes) => {
    const parsed = lineMessage('dispensing').parse(bytes);
    return parsed.ok && parsed.value.order === order ? [parsed.value.permit] : [];
  });
}

export function createReceiptProofs(parts: ReceiptProofParts): ReceiptProofs {
  const { db, reader, ledger, transparency, logContent } = parts;

  /** Newest first: a fact may stand in the log before the hub was restored. */
  async function findLogged(
    type: 'lists' | 'counter-key',
    subject: string,
  ): Promise<{ epoch: Epoch; leaf: LeafRow } | undefined> {
    for (const epoch of (await allEpochs(reader)).reverse()) {
      const leaf = await findLeaf(reader, epoch.epoch, type, subject);
      if (leaf) return { epoch, leaf };
    }
    return undefined;
  }

  async function logged(found: { epoch: Epoch; leaf: LeafRow } | undefined): Promise<Logged> {
    const proof = found && (await logContent.prove(found.epoch, found.leaf));
    return proof ? { logged: proof, logKey: transparency.keyOf(found.epoch.origin) } : {};
  }

  /** TLOG-11: which key signs a counter's journal goes into the log when it is asked for first. */
  async function counterKey(counter: string, key: string): Promise<Required<Logged> | undefined> {
    const subject = `${counter} ${key}`;
    if (!(await findLogged('counter-key', subject))) {
      await db.transaction(async (tx) => {
        const body = { type: 'counter-key', counter, key } as const;
        await transparency.append(tx, body, subject);
      });
      await transparency.checkpoint();
    }
    const found = await logged(await findLogged('counter-key', subject));
    return found.logged && found.logKey ? { logged: found.logged, logKey: found.logKey } : undefined;
  }

  async function listsOf(permit: Permit, before: ProofLists | undefined): Promise<ProofLists | undefined> {
    const found = await findLogged('lists', permit.lists);
    const leaf = found && parseLeaf(found.leaf.bytes);
    if (leaf?.type !== 'lists') return undefined;
    const versions = {
      root: leaf.roles['root']?.version,
      targets: leaf.roles['targets']?.version,
      snapshot: leaf.roles['snapshot']?.version,
      catalog: permit.catalogVersion,
      withdrawals: permit.withdrawalsVersion,
    };
    const metadata: Record<string, string> = {};
    const signed: Record<string, Record<string, { hashes: { sha256: string } }>> = {};
    for (const [role, version] of Object.entries(versions)) {
      const bytes = version === undefined ? undefined : (await readMetadata(reader, role, version))?.bytes;
      if (!bytes) return undefined;
      metadata[role] = base64(bytes);
      signed[role] = JSON.parse(Buffer.from(bytes).toString('utf8')).signed.targets ?? {};
    }
    const file = async (role: string, path: string) => {
      const hash = signed[role]?.[path]?.hashes.sha256;
      const bytes = hash ? await readTarget(reader, path, hash) : undefined;
      return bytes && base64(bytes);
    };
    const path = chunkPath(chunkOf(permit.entry));
    const chunk = await file('catalog', path);
    const files: Record<string, string> = {};
    for (const name of [productsPath, suppliersPath]) files[name] = (await file('withdrawals', name)) ?? '';
    const chunks = { ...before?.chunks, ...(chunk ? { [path]: chunk } : {}) };
    return { metadata, files, chunks, ...(await logged(found)) };
  }

  return {
    async proofOf(counter, order) {
      const found = await ledger.orderParts(counter, order);
      const key = parts.journalKey(counter);
      if (!found || !key) return undefined;
      const lists: Record<string, ProofLists> = {};
      for (const permit of permitsOf(
        found.parts.flatMap(({ lines }) => lines),
        order,
      )) {
        const set = await listsOf(permit, lists[permit.lists]);
        if (set) lists[permit.lists] = set;
      }
      const bound = await counterKey(counter, key);
      const shown = found.parts.map((part) => ({ ...part, lines: part.lines.map(base64) }));
      return {
        v: 1,
        counter,
        order,
        journal: { id: found.journal, key, parts: shown },
        lists,
        ...(bound ? { counterKey: bound } : {}),
      };
    },
  };
}
