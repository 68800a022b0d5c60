// Group commit: many counters' lines in one transaction, one sync, one receipt each.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { type CommitQueue, follows, type QueuedLines } from './commit-queue.ts';
import { addFact, emptyDraft, type GroupDraft } from './group-draft.ts';
import { type JournalState, resetTo } from './journal-state.ts';
import type { CommitSummary } from './ledger-types.ts';
import type { Projection } from './projection.ts';
import type { Signatures } from './signatures.ts';
import { type Part, writeGroup } from './write-group.ts';

export interface GroupParts {
  db: Db;
  queue: CommitQueue;
  signatures: Signatures;
  clock: Clock;
  log: Log;
  /** Largest group. */
  groupLinesMax: number;
  groupBytesMax: number;
  /** Committed: the position may be sent. */
  committed(state: JournalState): void;
  /** The head's signature does not hold; nothing of these lines was taken. */
  badSignature(state: JournalState): void;
  /** Lines whose predecessors were not taken. */
  stale(state: JournalState): void;
  summary(summary: CommitSummary): void;
  projections: readonly Projection[];
}

export interface GroupStats {
  groups: number;
  lines: number;
  failures: number;
}

interface VerifiedPart {
  state: JournalState;
  items: QueuedLines[];
}

const newline = Buffer.from('\n');

/** The lines of one journal within a group, in order; what does not follow is left out. */
function byJournal(items: readonly QueuedLines[], stale: (state: JournalState) => void): VerifiedPart[] {
  const parts = new Map<JournalState, VerifiedPart>();
  for (const item of items) {
    const part = parts.get(item.state);
    const last = part?.items.at(-1);
    const head = last === undefined ? item.state.verified : { seq: last.to, hash: last.head };
    if (!follows(item, head)) stale(item.state);
    else if (part === undefined) parts.set(item.state, { state: item.state, items: [item] });
    else part.items.push(item);
  }
  return [...parts.values()];
}

export class CommitGroups {
  readonly #parts: GroupParts;
  readonly stats: GroupStats = { groups: 0, lines: 0, failures: 0 };
  #running: Promise<void> | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(parts: GroupParts) {
    this.#parts = parts;
  }

  /** Something was queued. */
  wake(): void {
    this.#running ??= Promise.resolve()
      .then(() => this.#run())
      .catch((error: unknown) =>
        this.#parts.log.error({ error }, 'a commit group ended early; counters send again'),
      )
      .finally(() => {
        this.#running = undefined;
        if (this.#parts.queue.size.lines > 0) this.wake();
      });
  }

  /** Resolves when the group that is being written now is committed; never rejects. */
  written(): Promise<void> {
    return this.#writing;
  }

  /** Resolves when nothing is queued or being written. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  /** While one group is being written, the signatures of the next are checked. */
  async #run(): Promise<void> {
    const { queue, groupLinesMax, groupBytesMax } = this.#parts;
    let writing = Promise.resolve();
    while (queue.size.lines > 0) {
      const items = queue.take(groupLinesMax, groupBytesMax);
      const verified = await this.#verify(items).catch((error: unknown) => this.#giveUp(items, error));
      await writing;
      const offered = verified.flatMap((part) => part.items);
      writing = this.#commit(verified).catch((error: unknown) => void this.#giveUp(offered, error));
      this.#writing = writing;
    }
    await writing;
  }

  /** What was taken and not committed must be forgotten, else its counters' repeats would never be answered. */
  #giveUp(items: readonly QueuedLines[], error: unknown): VerifiedPart[] {
    this.stats.failures += 1;
    this.#parts.log.error({ error }, 'a commit group ended early; counters send again');
    for (const { state } of items) resetTo(state, state.committed);
    return [];
  }

  async #verify(items: QueuedLines[]): Promise<VerifiedPart[]> {
    const parts = byJournal(items, this.#parts.stale);
    await Promise.all(parts.map((part) => this.#verifyPart(part)));
    return parts.filter((part) => part.items.length > 0);
  }

  /** LED-2: the last head covers all lines before it; only when it fails are earlier ones looked at. */
  async #verifyPart(part: VerifiedPart): Promise<void> {
    const { state } = part;
    const offered = part.items.length;
    while (part.items.length > 0 && !(await this.#signed(part.items.at(-1)!))) part.items.pop();
    const last = part.items.at(-1);
    if (last !== undefined) state.verified = { seq: last.to, hash: last.head };
    if (part.items.length === offered) return;
    state.tentative = state.verified;
    this.#parts.badSignature(state);
  }

  #signed({ state, to, head, sig }: QueuedLines): Promise<boolean> {
    return this.#parts.signatures.holds(state.counter, state.journal, to, head, sig);
  }

  async #commit(verified: VerifiedPart[]): Promise<void> {
    const { db, clock, log } = this.#parts;
    // A failed commit before this one leaves its successors without ground.
    const parts = verified.filter((part) => this.#grounded(part));
    const draft = emptyDraft();
    const rows = parts.map((part) => this.#row(part, draft));
    if (rows.length === 0) return;
    const committedAtMs = clock.nowMs();
    try {
      await db.transaction(async (tx) => {
        await writeGroup(tx, rows, draft, committedAtMs);
        for (const project of this.#parts.projections)
          await project(tx, { parts: rows, draft, committedAtMs });
      });
    } catch (error) {
      this.stats.failures += 1;
      log.error(
        { error, journals: rows.length },
        'lines could not be stored; counters keep them and send again',
      );
      for (const { state } of parts) resetTo(state, state.committed);
      return;
    }
    this.#done(parts, draft, committedAtMs);
  }

  #grounded({ state, items }: VerifiedPart): boolean {
    if (follows(items[0]!, state.committed)) return true;
    resetTo(state, state.committed);
    return false;
  }

  #row({ state, items }: VerifiedPart, draft: GroupDraft): Part {
    const [first] = items;
    const last = items.at(-1)!;
    const { key, counter, journal } = state;
    for (const item of items) for (const { seq, fact } of item.facts) addFact(draft, state, seq, fact);
    const chunks = items.flatMap((item) => item.lines.flatMap((line) => [line, newline]));
    const bytes = items.reduce((sum, item) => sum + item.bytes, 0);
    const { to, head, sig } = last;
    return { key, counter, journal, from: first!.from, to, prev: first!.prev, head, sig, chunks, bytes };
  }

  #done(parts: readonly VerifiedPart[], draft: GroupDraft, committedAtMs: number): void {
    let lines = 0;
    for (const { state, items } of parts) {
      const last = items.at(-1)!;
      lines += last.to - items[0]!.from + 1;
      // The same object while nothing else is under way: that is how a journal at rest is recognised.
      const head = state.verified.seq === last.to ? state.verified : { seq: last.to, hash: last.head };
      state.committed = head;
      if (state.tentative.seq === head.seq) state.tentative = head;
      this.#parts.committed(state);
    }
    this.stats.groups += 1;
    this.stats.lines += lines;
    const { sales, refusals, confirmations, cases } = draft;
    const journals = parts.map(({ state: { counter, journal, committed } }) => ({
      ...{ counter, journal, seq: committed.seq },
    }));
    const totals = [...draft.dayTotals.values()];
    // The lines are stored and answered: whoever only looks on cannot undo that.
    try {
      this.#parts.summary({
        ...{ committedAtMs, lines, sales, refusals, confirmations, cases, journals, totals },
      });
    } catch (error) {
      this.#parts.log.error({ error }, 'a view of the ledger failed after a commit');
    }
  }
}
