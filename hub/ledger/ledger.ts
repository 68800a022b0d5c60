// The ledger slice: uplink in, positions out, figures for whoever asks.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { Hello, PositionMessage } from '@zhuangui/protocol/messages.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { CommitGroups, type GroupStats } from './commit-group.ts';
import { CommitQueue } from './commit-queue.ts';
import { type ExportedPart, exportParts } from './exports.ts';
import type { JournalState } from './journal-state.ts';
import { JournalStates } from './journal-states.ts';
import type { CommitSummary, NewCase } from './ledger-types.ts';
import type { Projection } from './projection.ts';
import { createQueries, type LedgerQueries } from './queries.ts';
import { createSignatures, type KeyLookup } from './signatures.ts';
import { emptyUplinkStats, Uplink, type UplinkStats } from './uplink.ts';

export interface LedgerLimits {
  /** LED-8: lines and bytes that may wait for their commit; beyond, the hub stops reading. */
  queueLinesMax: number;
  queueBytesMax: number;
  groupLinesMax: number;
  groupBytesMax: number;
}

export const defaultLedgerLimits: LedgerLimits = {
  queueLinesMax: 20_000,
  queueBytesMax: 32 * 1024 * 1024,
  groupLinesMax: 5000,
  groupBytesMax: 8 * 1024 * 1024,
};

export interface LedgerParts {
  /** Migrated with `ledgerSchema`. */
  db: Db;
  /** Answers whoever only looks on, so that no question delays a receipt. Default: `db`. */
  reader?: Db;
  /** The counters' journal keys: the fleet's `registry.journalKey`. */
  journalKey: KeyLookup;
  /** Usually the broker's `sendPosition`. */
  sendPosition(counter: string, position: PositionMessage): void;
  clock: Clock;
  log: Log;
  limits?: Partial<LedgerLimits>;
  projections?: readonly Projection[];
}

export interface LedgerStats {
  uplink: UplinkStats;
  groups: GroupStats;
  queue: { lines: number; bytes: number; outside: number };
}

export interface Ledger extends LedgerQueries {
  /** For the broker's `onHello` and `onBatch`. */
  hello(counter: string, hello: Hello): Promise<void>;
  batch(counter: string, payload: Uint8Array): void | Promise<void>;
  /** A journal's exact lines with the signed heads, in order; only parts that end after line `after`, when given. */
  exportJournal(counter: string, journal: string, after?: number): AsyncGenerator<ExportedPart>;
  /** Called after every commit. Returns the function that stops it. */
  onCommitted(listener: (summary: CommitSummary) => void): () => void;
  /** LED-12: since this hub started, this counter has told it all that it had then. */
  isHeardOut(counter: string): boolean;
  /** Adds a case that another part of the hub found; a repeat only counts. Never rejects. */
  noteCase(found: NewCase): Promise<void>;
  /** Called when a case was stored outside of a commit. Returns the function that stops it. */
  onCase(listener: () => void): () => void;
  stats(): LedgerStats;
  /** Resolves when the commit that is under way now is done; never rejects. */
  committed(): Promise<void>;
  /** Resolves when nothing waits for its commit. */
  idle(): Promise<void>;
}

/** Opens the ledger over a migrated database; one per database. */
export async function openLedger(parts: LedgerParts): Promise<Ledger> {
  const { db, reader = db, clock, log, sendPosition } = parts;
  const limits = { ...defaultLedgerLimits, ...parts.limits };
  const queue = new CommitQueue({ linesMax: limits.queueLinesMax, bytesMax: limits.queueBytesMax });
  const signatures = createSignatures(parts.journalKey);
  const stats = emptyUplinkStats();
  const listeners = new Set<(summary: CommitSummary) => void>();

  const caseListeners = new Set<() => void>();

  const groups: CommitGroups = new CommitGroups({
    db,
    queue,
    signatures,
    clock,
    log,
    groupLinesMax: limits.groupLinesMax,
    groupBytesMax: limits.groupBytesMax,
    projections: parts.projections ?? [],
    committed: (state: JournalState) => uplink.position(state),
    badSignature: (state: JournalState) => uplink.badSignature(state),
    stale: (state: JournalState) => uplink.stale(state),
    summary(summary) {
      for (const listener of listeners) listener(summary);
    },
  });
  const states = await JournalStates.open(db);
  const uplink: Uplink = new Uplink({
    db,
    states,
    queue,
    groups,
    signatures,
    stats,
    clock,
    log,
    sendPosition,
    cased() {
      for (const listener of caseListeners) listener();
    },
  });

  return {
    ...createQueries(reader),
    // Decides about money, so it waits for the commit that is under way.
    knowsPaid: createQueries(db).knowsPaid,
    hello: (counter, hello) => uplink.hello(counter, hello),
    batch: (counter, payload) => uplink.batch(counter, payload),
    exportJournal: (counter, journal, after) => exportParts(reader, counter, journal, after),
    onCommitted(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    isHeardOut: (counter) => uplink.heardOut.has(counter),
    noteCase: (found) => uplink.note(found),
    onCase(listener) {
      caseListeners.add(listener);
      return () => caseListeners.delete(listener);
    },
    stats: () => ({
      uplink: { ...stats, refused: { ...stats.refused } },
      groups: { ...groups.stats },
      queue: queue.size,
    }),
    committed: () => groups.written(),
    idle: () => groups.idle(),
  };
}
