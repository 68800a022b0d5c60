// The hub's transparency log: appended in the transaction of what it records, signed after every batch, kept for good.
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import { signCheckpoint } from '@zhuangui/protocol/tlog/checkpoint.ts';
import { leafHash } from '@zhuangui/protocol/tlog/hashing.ts';
import type { LeafOf, LogLeaf } from '@zhuangui/protocol/tlog/leaves.ts';
import { hashText, type LogField } from '@zhuangui/protocol/tlog/log-field.ts';
import { encodeNoteKey } from '@zhuangui/protocol/tlog/note.ts';
import { verifyInclusion } from '@zhuangui/protocol/tlog/verify.ts';
import type { Signer } from '../catalog/signer.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import {
  allEpochs,
  appendLeaves,
  consistencyProof,
  currentEpoch,
  type Epoch,
  findLeaf,
  headAt,
  inclusionProof,
  type NewLeaf,
  sizeOf,
} from './log-store.ts';

/** A signed state of the log. */
export interface SignedHead {
  epoch: number;
  origin: string;
  size: number;
  at: number;
  /** Base64. */
  root: string;
  note: string;
}
/** What counters report of another log than this one holds. */
export interface SeenHead {
  origin: string;
  size: number;
  root: string;
}
type Dated<T> = T extends { v: 1; at: number } ? Omit<T, 'v' | 'at'> : never;
/** A leaf before the log dates it. */
export type LeafBody = Dated<LogLeaf>;

/** What a publication of signed lists asks of the log. */
export interface ListsLog {
  /**
   * TLOG-6: appends the leaf of a new snapshot, signs a checkpoint and proves that the snapshot stands in it; the field
   * goes into the timestamp. `isNewRoot`: the offline keys signed, so a log that has to begin anew may.
   */
  witness(
    tx: Queries,
    lists: Omit<LeafOf<'lists'>, 'v' | 'at' | 'type'>,
    isNewRoot: boolean,
  ): Promise<LogField>;
}

export interface Transparency extends ListsLog {
  /** TLOG-5: appends in the caller's transaction; a checkpoint follows by itself soon after. */
  append(tx: Queries, body: LeafBody, subject: string): Promise<void>;
  /** The same for many leaves: two statements. */
  appendMany(tx: Queries, leaves: readonly { body: LeafBody; subject: string }[]): Promise<void>;
  /** Signs what was appended since; the newest checkpoint when nothing was. */
  checkpoint(): Promise<SignedHead>;
  /** The key of the current log, as C2SP writes it. */
  key(): Promise<string>;
  keyOf(origin: string): string;
  /** TLOG-9: a counter holds more of this log than the hub does: it begins a new one with the next root. */
  fellBehind(seen: SeenHead): void;
  isBehind(): boolean;
  onCheckpoint(listener: (head: SignedHead) => void): () => void;
  close(): Promise<void>;
}

export interface TransparencyParts {
  /** Migrated with `transparencySchema`. */
  db: Db;
  signer: Signer;
  /** Name of this hub in the log's origin, without scheme. */
  name: string;
  clock: Clock;
  log: Log;
}

/** Appends of other slices wait so long for their checkpoint, so that many share one signature. */
const settleMs = 1000;
const headColumns = `epoch, origin, size, at, root, note`;

/** The newest signed state of a log (default: the current one), or the newest up to a size. */
export async function signedHead(
  db: Queries,
  epoch: number,
  sizeMax = Number.MAX_SAFE_INTEGER,
): Promise<SignedHead | undefined> {
  const rows = await db.query<SignedHead>(
    `SELECT ${headColumns} FROM log_checkpoint JOIN log_epoch USING (epoch)
     WHERE epoch = ? AND size <= CAST(? AS INTEGER) ORDER BY size DESC LIMIT 1`,
    [epoch, sizeMax],
  );
  return rows[0];
}

/** Every signed state of a log, oldest first. */
export const signedHeads = (db: Queries, epoch: number): Promise<SignedHead[]> =>
  db.query<SignedHead>(
    `SELECT ${headColumns} FROM log_checkpoint JOIN log_epoch USING (epoch) WHERE epoch = ? ORDER BY size`,
    [epoch],
  );

/** Opens the log; its first one begins here. */
export async function openTransparency(parts: TransparencyParts): Promise<Transparency> {
  const { db, signer, clock, log } = parts;
  const listeners = new Set<(head: SignedHead) => void>();
  let behind: SeenHead | undefined;
  let cancel: (() => void) | undefined;
  let signing: Promise<unknown> = Promise.resolve();

  const noteKey = (origin: string) => ({ name: origin, publicKey: signer.publicKey });
  const dated = (body: LeafBody, subject: string): NewLeaf => ({
    leaf: { v: 1, at: clock.nowMs(), ...body } as LogLeaf,
    subject,
  });

  async function begin(tx: Queries, why: string, previous?: SeenHead): Promise<Epoch> {
    const before = await currentEpoch(tx);
    const epoch = (before?.epoch ?? 0) + 1;
    const beganAt = clock.nowMs();
    // The moment is part of the name: a hub restored twice must not give two logs one name.
    const origin = `${parts.name}/log/${epoch}-${beganAt.toString(36)}`;
    await tx.run('INSERT INTO log_epoch (epoch, origin, began_at) VALUES (?, ?, ?)', [
      epoch,
      origin,
      beganAt,
    ]);
    const body: LeafBody = { type: 'epoch', why, ...(previous ? { previous } : {}) };
    await appendLeaves(tx, epoch, [dated(body, origin)]);
    return { epoch, origin, beganAt };
  }

  async function sign(tx: Queries, { epoch, origin }: Epoch): Promise<SignedHead> {
    const size = await sizeOf(tx, epoch);
    const known = await signedHead(tx, epoch);
    if (known?.size === size) return known;
    const { root } = await headAt(tx, epoch, size);
    const at = clock.nowMs();
    const checkpoint = { origin, size, root, extensions: [`time ${at}`] };
    const note = signCheckpoint(checkpoint, noteKey(origin), (bytes) => signer.sign(bytes));
    await tx.run('INSERT INTO log_checkpoint (epoch, size, at, root, note) VALUES (?, ?, ?, ?, ?)', [
      epoch,
      size,
      at,
      hashText(root),
      note,
    ]);
    return { epoch, origin, size, at, root: hashText(root), note };
  }

  async function checkpoint(): Promise<SignedHead> {
    const head = await db.transaction(async (tx) => sign(tx, (await currentEpoch(tx))!));
    for (const listener of listeners) listener(head);
    return head;
  }

  function checkpointSoon(): void {
    cancel ??= clock.setTimer(settleMs, () => {
      cancel = undefined;
      signing = checkpoint().catch((error: unknown) => log.error({ error }, 'the log could not be signed'));
    });
  }

  async function appendMany(tx: Queries, leaves: readonly { body: LeafBody; subject: string }[]) {
    if (leaves.length === 0) return;
    const { epoch } = (await currentEpoch(tx))!;
    await appendLeaves(
      tx,
      epoch,
      leaves.map(({ body, subject }) => dated(body, subject)),
    );
    checkpointSoon();
  }

  async function witness(
    tx: Queries,
    lists: Omit<LeafOf<'lists'>, 'v' | 'at' | 'type'>,
    isNewRoot: boolean,
  ): Promise<LogField> {
    let current = (await currentEpoch(tx))!;
    if (behind && isNewRoot) {
      current = await begin(tx, 'the hub was restored from a backup', behind);
      behind = undefined;
    }
    const { epoch, origin } = current;
    const before = await signedHead(tx, epoch);
    if (!(await findLeaf(tx, epoch, 'lists', lists.snapshot)))
      await appendLeaves(tx, epoch, [dated({ type: 'lists', ...lists }, lists.snapshot)]);
    const head = await sign(tx, current);
    const leaf = (await findLeaf(tx, epoch, 'lists', lists.snapshot))!;
    const inclusion = await inclusionProof(tx, epoch, leaf.index, head.size);
    const field = {
      key: encodeNoteKey(noteKey(origin)),
      checkpoint: head.note,
      leaf: Buffer.from(leaf.bytes).toString('utf8'),
      index: leaf.index,
      inclusion: inclusion.map(hashText),
    };
    const { root } = await headAt(tx, epoch, head.size);
    if (!verifyInclusion(leafHash(leaf.bytes), leaf.index, inclusion, { size: head.size, root }))
      throw new Error('the transparency log is damaged: its nodes do not fit its leaves');
    const from = (await signedHead(tx, epoch, head.size - 1)) ?? before;
    if (!from || from.size === head.size) return field;
    const proof = await consistencyProof(tx, epoch, from.size, head.size);
    return { ...field, consistency: { from: from.size, proof: proof.map(hashText) } };
  }

  if ((await allEpochs(db)).length === 0)
    await db.transaction((tx) => begin(tx, 'the first log of this hub').then((epoch) => sign(tx, epoch)));

  return {
    witness,
    append: (tx, body, subject) => appendMany(tx, [{ body, subject }]),
    appendMany,
    checkpoint,
    key: async () => encodeNoteKey(noteKey((await currentEpoch(db))!.origin)),
    keyOf: (origin) => encodeNoteKey(noteKey(origin)),
    fellBehind(seen) {
      if (!behind || seen.size > behind.size) behind = seen;
    },
    isBehind: () => behind !== undefined,
    onCheckpoint(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      cancel?.();
      await signing;
    },
  };
}
