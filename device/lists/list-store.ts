// The counter's signed lists: verified in memory, committed whole with their journal line, or not at all.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import { freshnessAt, type TimeFloor, trustedNow } from '@zhuangui/protocol/freshness.ts';
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { ListsPush, ListVersions } from '@zhuangui/protocol/messages.ts';
import type { Freshness } from '@zhuangui/protocol/units.ts';
import type { Journal } from '../journal/journal.ts';
import type { Clock } from '../platform/clock.ts';
import { obtainCatalog } from './catalog-fetch.ts';
import { fetchConsistency } from './fetch-consistency.ts';
import { loadState, storedCatalog } from './list-load.ts';
import { ListRefusal, type RefusalCode, toRefusal } from './list-refusal.ts';
import { readRows, writeFloor, writeRows } from './list-rows.ts';
import {
  type ChunkIndexer,
  chunksOf,
  isPending,
  type ListState,
  missingChunks,
  plainIndexer,
  rebase,
  stateOf,
} from './list-state.ts';
import type { ListsFetcher } from './lists-fetcher.ts';
import type { ListsView } from './lists-view.ts';
import {
  judgeLog,
  type LogClaim,
  type LogMemory,
  type LogVerdict,
  logLines,
  logOfLine,
  memoryBytes,
  readMemory,
} from './log-watch.ts';
import { pushBytes, withMissingRoots } from './push-bytes.ts';
import { timesInForce, versionsInForce } from './signed-view.ts';
import { baseOf, names } from './trusted-catalog.ts';
import { verifyIncoming } from './trusted-lists.ts';
import type { TrustedSet } from './trusted-set.ts';

export type ApplyResult =
  /** `changed`: something was committed. `pending`: a catalog is still to be fetched. */
  | { applied: true; changed: boolean; pending: boolean }
  /** The lists in force stay what they were. */
  | { applied: false; code: RefusalCode; message: string };

export interface ListStore {
  /** Undefined before the first complete lists. */
  view(): ListsView | undefined;
  versions(): ListVersions;
  /**
   * LIST-7, LIST-8: verifies a push and commits it with its journal line. Sanctions are in force afterwards even when
   * the catalog it names still has to be fetched. The same push again does nothing. Never throws.
   */
  applyPush(push: ListsPush): Promise<ApplyResult>;
  /** Fetches the catalog the lists name and commits it; does nothing when it is here. Never throws. */
  completeCatalog(): Promise<ApplyResult>;
  isPending(): boolean;
  /** TLOG-7: what the lists in force say of the hub's log, and the checkpoint this counter keeps. */
  log(): { verdict: LogVerdict['kind']; memory: LogMemory | undefined };
  /** LIST-5: the true time is at least this; wall time, milliseconds. */
  trustedNow(): number;
  /** LIST-5: the part of `trustedNow` that does not rest on the wall clock; goes into journal lines. */
  timeFloor(): number;
  freshness(): Freshness;
  /**
   * Stores the floor that has been reached: in the transaction of every append, every minute and before closing.
   * Without `tx` it is a commit of its own.
   */
  keepFloor(tx?: Queries): Promise<void>;
  /** Chunks of the catalog that are not here, at least 1 while a catalog is still to be fetched; 0 when it is whole. */
  missingChunks(): number;
  /** Refused updates since start, by code. */
  refusals(): Readonly<Record<string, number>>;
  /** Called with every new view, after its commit; must not throw. Returns the function that stops it. */
  onChanged(listener: (view: ListsView | undefined) => void): () => void;
}

export interface ListStoreParts {
  counter: string;
  /** The same connection the journal commits to; its tables come from `listMigrations`. */
  db: Queries;
  journal: Pick<Journal, 'append'>;
  fetcher: ListsFetcher;
  /** Root metadata version 1, handed over when the counter was enrolled. */
  pinnedRoot: Uint8Array;
  clock: Clock;
  indexChunk?: ChunkIndexer;
}

type Source = 'push' | 'fetch';

const claimOf = (set: TrustedSet): LogClaim => ({
  field: set.log,
  snapshot: set.hash,
  rootVersion: set.versions.root,
});

/** Loads what is stored, verifies it again and is ready. Rejects when the pinned root is none. */
export async function openListStore(parts: ListStoreParts): Promise<ListStore> {
  const { counter, db, journal, fetcher, pinnedRoot, clock } = parts;
  const index = parts.indexChunk ?? plainIndexer;
  const rows = await readRows(db);
  let state: ListState = loadState(counter, pinnedRoot, rows, index);
  let floor: TimeFloor = { floorMs: rows.floorMs, monotonicMs: clock.monotonicMs() };
  /** A damaged set leaves chunks behind that the next push can use again. */
  let spare = state.set ? undefined : rows;
  const staged = new Map<string, Uint8Array>();
  const counts: Record<string, number> = {};
  const listeners = new Set<(view: ListsView | undefined) => void>();
  const kept = readMemory(rows.log);
  let memory = kept.memory;
  let logFaults = kept.faults;
  /** What the set in force says of the hub's log. */
  let verdict: LogVerdict = state.set ? judgeLog(claimOf(state.set), memory) : { kind: 'none' };
  let queue: Promise<unknown> = Promise.resolve();
  let completing: Promise<ApplyResult> | undefined;

  const now = () => trustedNow(floor, clock.nowMs(), clock.monotonicMs());
  /** While lists are being committed their floor is the one to store: an append right behind must not undo it. */
  let comingFloor: TimeFloor | undefined;
  const floorNow = () => Math.floor(trustedNow(comingFloor ?? floor, 0, clock.monotonicMs()));

  /** One commit at a time; a fetch runs outside, so that a withdrawal never waits for a download. */
  function inTurn(work: () => Promise<ApplyResult>): Promise<ApplyResult> {
    const turn = queue.then(work).catch(refused);
    queue = turn;
    return turn;
  }

  function refused(error: unknown): ApplyResult {
    const { code, message } = toRefusal(error, 'lists');
    counts[code] = (counts[code] ?? 0) + 1;
    return { applied: false, code, message };
  }

  function line({ set, base }: ListState, floorMs: number, source: Source, seen: LogVerdict): LineBody {
    const { signedAtMs, expiresAtMs } = timesInForce(set!, base);
    const times = { signedAt: signedAtMs, expiresAt: expiresAtMs, timeFloor: floorMs };
    const versions = versionsInForce(set!, base);
    return { kind: 'lists', versions, hash: set!.hash, ...times, source, ...logOfLine(seen) };
  }

  async function commit(
    next: ListState,
    nextFloor: TimeFloor,
    source: Source,
    chunks: ReadonlyMap<number, Uint8Array>,
    seen: LogVerdict = verdict,
  ): Promise<ApplyResult> {
    const floorMs = Math.floor(trustedNow(nextFloor, 0, clock.monotonicMs()));
    const told = logLines(seen, logFaults);
    const nextMemory = seen.kind === 'followed' ? seen.memory : memory;
    const log = memoryBytes(nextMemory, told.faults);
    const write = (tx: Queries) => writeRows(tx, next.set!.bytes, next.base, chunks, floorMs, log);
    comingFloor = nextFloor;
    try {
      await journal.append([line(next, floorMs, source, seen), ...told.lines], write);
    } catch (error) {
      throw new ListRefusal('not-stored', toRefusal(error, 'journal').message);
    } finally {
      comingFloor = undefined;
    }
    state = next;
    floor = nextFloor;
    spare = undefined;
    memory = nextMemory;
    logFaults = told.faults;
    verdict = seen;
    for (const listener of listeners) listener(state.view);
    return { applied: true, changed: true, pending: pendingNow() };
  }

  /** TLOG-7: a checkpoint that is not proven yet is something to fetch, like a chunk. */
  const pendingNow = () => isPending(state) || verdict.kind === 'unproven';

  async function apply(push: ListsPush): Promise<ApplyResult> {
    const incoming = pushBytes(push);
    const known = state.set?.bytes.metadata.timestamp;
    if (known && Buffer.from(known).equals(incoming.metadata.timestamp))
      return { applied: true, changed: false, pending: pendingNow() };
    const roots = await withMissingRoots(fetcher, pinnedRoot, state.local.roots, incoming.roots);
    const at = { wallMs: clock.nowMs(), monotonicMs: clock.monotonicMs() };
    const verified = verifyIncoming(pinnedRoot, state.local, { ...incoming, roots }, floor, at);
    if (!verified.ok) throw verified.refusal;
    const held = spare ? storedCatalog(verified.set, spare, index) : state;
    const base = rebase(held.base, state.set, verified.set);
    const seen = judgeLog(claimOf(verified.set), memory);
    const next = stateOf(counter, verified.set, base, held.chunks);
    return commit(next, verified.floor, 'push', new Map(), seen);
  }

  /** TLOG-7: asks for the proof that the log in force follows from the one kept, and judges again. */
  async function proveLog(): Promise<void> {
    if (verdict.kind !== 'unproven') return;
    const { origin, from, to } = verdict;
    const proof = await fetchConsistency(fetcher, origin, from, to);
    await inTurn(async () => {
      const isSame = verdict.kind === 'unproven' && verdict.from === from && verdict.to === to;
      if (!isSame || !state.set) return { applied: true, changed: false, pending: pendingNow() };
      return commit(state, floor, 'fetch', new Map(), judgeLog(claimOf(state.set), memory, proof));
    });
  }

  /** TLOG-7: sanctions only take away and are in force; what was not in force before waits until the log follows. */
  function requireFollowed(set: TrustedSet, base: ListState['base']): void {
    if (base && names(set, base.catalog)) return;
    if (verdict.kind === 'forked') throw new ListRefusal('log-fork', `no new catalog: ${verdict.problem}`);
    if (verdict.kind === 'unproven')
      throw new ListRefusal('fetch-failed', `no new catalog before the log is proven from ${verdict.from}`);
  }

  async function complete(): Promise<ApplyResult> {
    await proveLog();
    const { set, base, chunks } = state;
    if (!set || !isPending(state)) return { applied: true, changed: false, pending: pendingNow() };
    requireFollowed(set, base);
    const obtained = await obtainCatalog(fetcher, { set, base, chunks, trustedNowMs: now() }, staged);
    return inTurn(async () => {
      // Newer lists may have come meanwhile: they name this catalog, or the next round fetches theirs.
      if (!state.set || !names(state.set, obtained.catalog))
        return { applied: true, changed: false, pending: pendingNow() };
      requireFollowed(state.set, state.base);
      const bytes = (number: number) => obtained.changed.get(number) ?? state.chunks[number]?.bytes;
      const next = chunksOf(obtained.catalog, bytes, state.chunks, index);
      const nextBase = baseOf(state.set, obtained.catalog);
      const result = await commit(
        stateOf(counter, state.set, nextBase, next),
        floor,
        'fetch',
        obtained.changed,
      );
      staged.clear();
      return result;
    });
  }

  function completeCatalog(): Promise<ApplyResult> {
    completing ??= complete()
      .catch(refused)
      .finally(() => {
        completing = undefined;
      });
    return completing;
  }

  return {
    view: () => state.view,
    versions: () =>
      state.set
        ? versionsInForce(state.set, state.base)
        : { root: 1, catalog: 0, withdrawals: 0, channels: 0, snapshot: 0 },
    applyPush: (push) => inTurn(() => apply(push)),
    completeCatalog,
    isPending: pendingNow,
    log: () => ({ verdict: verdict.kind, memory }),
    trustedNow: now,
    timeFloor: floorNow,
    freshness: () => freshnessAt(state.view?.times, now()),
    missingChunks: () => missingChunks(state),
    keepFloor: (tx = db) => writeFloor(tx, floorNow()),
    refusals: () => ({ ...counts }),
    onChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
