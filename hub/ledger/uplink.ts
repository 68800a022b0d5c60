// What counters send, judged: every answer goes back as a position, nothing is refused by closing the connection.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { type Batch, batchHeaderMessage, parseBatch } from '@zhuangui/protocol/journal-batch.ts';
import type { Hello, PositionMessage, PositionRefusal } from '@zhuangui/protocol/messages.ts';
import type { Problem } from '@zhuangui/protocol/schema.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { CaseNotes } from './case-notes.ts';
import { classify, type Head } from './classify.ts';
import type { CommitGroups } from './commit-group.ts';
import type { CommitQueue, QueuedLines } from './commit-queue.ts';
import { storedHashAt } from './exports.ts';
import { HeardOut } from './heard-out.ts';
import type { JournalState } from './journal-state.ts';
import type { JournalStates } from './journal-states.ts';
import type { CaseKind, NewCase } from './ledger-types.ts';
import { factOf, type LineFact } from './line-facts.ts';
import type { Signatures } from './signatures.ts';
import { writeCases } from './write-group.ts';

export interface UplinkStats {
  batches: number;
  repeats: number;
  overlaps: number;
  gaps: number;
  stale: number;
  badLines: number;
  refused: Record<PositionRefusal, number>;
}

export const emptyUplinkStats = (): UplinkStats => ({
  batches: 0,
  repeats: 0,
  overlaps: 0,
  gaps: 0,
  stale: 0,
  badLines: 0,
  refused: {
    gap: 0,
    fork: 0,
    'bad-signature': 0,
    'bad-hash': 0,
    'bad-batch': 0,
    'line-too-large': 0,
    'unknown-counter': 0,
    'behind-hub': 0,
  },
});

export interface UplinkParts {
  db: Db;
  states: JournalStates;
  queue: CommitQueue;
  groups: CommitGroups;
  signatures: Signatures;
  stats: UplinkStats;
  clock: Clock;
  log: Log;
  sendPosition(counter: string, position: PositionMessage): void;
  /** A case was stored outside of a commit group. */
  cased(): void;
}

const noJournal = `j${'0'.repeat(16)}`;
const noHash = '0'.repeat(64);

const reasons: Record<PositionRefusal, string> = {
  gap: 'send what follows this position',
  fork: 'this journal holds another line than the hub under the same number: it is frozen, begin a new journal',
  'bad-signature': 'the head is not signed by the journal key of this counter: enrol again',
  'bad-hash': 'the lines do not give the announced hash: send them again',
  'bad-batch': 'this is no batch of the protocol: update the agent',
  'line-too-large': 'a batch or line is over the limit: cut smaller batches',
  'unknown-counter': 'the hub has no journal key for this counter: enrol it',
  'behind-hub':
    'this journal ends before what the hub holds of it: the disk was restored, begin a new journal',
};

export class Uplink {
  readonly #parts: UplinkParts;
  readonly #notes: CaseNotes;
  readonly heardOut = new HeardOut();

  constructor(parts: UplinkParts) {
    this.#parts = parts;
    const { db, clock, log } = parts;
    this.#notes = new CaseNotes({ db, clock, log, stored: () => parts.cased() });
  }

  /** LED-1: a counter said how long its journal is; the answer is the hub's position. */
  async hello(counter: string, hello: Hello): Promise<void> {
    if (!this.#parts.signatures.knows(counter)) return this.refuseUnknown(counter, hello.journal);
    const state = await this.#parts.states.load(counter, hello.journal);
    this.heardOut.said(counter, hello.journal, hello.seq);
    if (state.frozen) return this.#endOf(state, 'fork');
    const { committed } = state;
    if (hello.seq > committed.seq) return this.position(state);
    const held = await this.#hashAt(state, hello.seq);
    if (held !== hello.hash)
      return this.#fork(state, hello.seq, hello.hash, Buffer.from(JSON.stringify(hello)));
    if (hello.seq === committed.seq) return this.position(state);
    this.#endOf(state, 'behind-hub');
    await this.#note(
      'behind-hub',
      state,
      `the counter has ${hello.seq} lines, the hub holds ${committed.seq}`,
    );
  }

  /** LED-2: one uplink message. The promise, if any, settles when the hub has room for what it brought. */
  batch(counter: string, bytes: Uint8Array): void | Promise<void> {
    const { queue, states, stats } = this.#parts;
    stats.batches += 1;
    const payload = Buffer.isBuffer(bytes)
      ? bytes
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const parsed = parseBatch(payload);
    if (!parsed.ok) return this.#refuseBytes(counter, payload, parsed.problem);
    if (!this.#parts.signatures.knows(counter))
      return this.refuseUnknown(counter, parsed.value.header.journal);
    const batch = parsed.value;
    const state = states.peek(counter, batch.header.journal);
    if (state === undefined) return this.#whenLoaded(counter, batch, payload);
    if (!queue.full && queue.size.outside === 0) return this.#judge(state, batch, payload);
    return this.#whenRoom(state, batch, payload);
  }

  async #whenLoaded(counter: string, batch: Batch, payload: Uint8Array): Promise<void> {
    const state = await this.#parts.states.load(counter, batch.header.journal);
    return this.#whenRoom(state, batch, payload);
  }

  #whenRoom(state: JournalState, batch: Batch, payload: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      // Whoever lets in must not be stopped by one batch that fails.
      this.#parts.queue.whenRoom(() => {
        try {
          resolve(this.#judge(state, batch, payload));
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  #judge(state: JournalState, batch: Batch, payload: Uint8Array): void | Promise<void> {
    const { stats } = this.#parts;
    if (state.frozen) return this.refuse(state, 'fork');
    const judged = classify(state.tentative, batch);
    switch (judged.kind) {
      case 'new':
        if (judged.skip > 0) stats.overlaps += 1;
        return this.#enqueue(state, batch, judged.skip);
      case 'gap':
        stats.gaps += 1;
        return this.refuse(state, 'gap');
      case 'repeat':
        return this.#repeat(state, batch.header.to);
      case 'inside':
        return this.#inside(state, judged.seq, judged.hash, batch, payload);
      case 'fork':
        return this.#forked(state, judged.seq, judged.hash, batch, payload);
      case 'bad-hash':
        this.refuse(state, 'bad-hash');
        return this.#note(
          'bad-hash',
          state,
          `lines ${batch.header.from} to ${batch.header.to} do not give their hash`,
        );
    }
  }

  #enqueue(state: JournalState, { header, lines }: Batch, skip: number): void {
    const { queue, groups, stats } = this.#parts;
    const fresh = skip === 0 ? lines : lines.slice(skip);
    const facts: { seq: number; fact: LineFact }[] = [];
    let bytes = 0;
    for (const [at, line] of fresh.entries()) {
      const seq = header.from + skip + at;
      const fact = factOf(seq, line as Buffer);
      if (fact !== undefined) facts.push({ seq, fact });
      if (fact?.kind === 'bad') stats.badLines += 1;
      bytes += line.length + 1;
    }
    const { to, head, sig } = header;
    const item: QueuedLines = {
      state,
      from: header.from + skip,
      to,
      prev: state.tentative.hash,
      head,
      sig,
      lines: fresh,
      facts,
      bytes,
    };
    state.tentative = { seq: to, hash: head };
    queue.add(item);
    groups.wake();
  }

  #repeat(state: JournalState, to: number): void {
    this.#parts.stats.repeats += 1;
    // Lines on their way are answered by their commit.
    if (to <= state.committed.seq) this.position(state);
  }

  async #inside(
    state: JournalState,
    seq: number,
    hash: string,
    batch: Batch,
    payload: Uint8Array,
  ): Promise<void> {
    // Beyond what is stored nothing can be compared yet; the position after the commit answers.
    if (seq > state.committed.seq) return this.#repeat(state, seq);
    const held = await this.#hashAt(state, seq);
    return held === hash ? this.#repeat(state, seq) : this.#forked(state, seq, hash, batch, payload);
  }

  /** Only a signed contradiction of stored lines is a fork. */
  async #forked(
    state: JournalState,
    seq: number,
    hash: string,
    batch: Batch,
    payload: Uint8Array,
  ): Promise<void> {
    if (seq > state.committed.seq) return this.refuse(state, 'gap');
    const { header } = batch;
    const { counter, journal } = state;
    if (!(await this.#parts.signatures.holds(counter, journal, header.to, header.head, header.sig))) {
      this.refuse(state, 'bad-signature');
      return this.#note(
        'bad-signature',
        state,
        `a batch that contradicts line ${seq} is not signed by the counter`,
      );
    }
    return this.#fork(state, seq, hash, payload);
  }

  /** LED-4: evidence, case and freezing in one transaction, then the answer. */
  async #fork(state: JournalState, seq: number, offered: string, payload: Uint8Array): Promise<void> {
    const { db, clock, log } = this.#parts;
    const held = (await this.#hashAt(state, seq)) ?? '';
    const nowMs = clock.nowMs();
    state.frozen = true;
    const detail = `line ${seq} was ${held.slice(0, 16)}…, now ${offered.slice(0, 16)}…: cloned or restored disk`;
    log.error({ counter: state.counter, journal: state.journal, seq }, 'journal forked');
    await db
      .transaction(async (tx) => {
        await tx.run(
          `INSERT INTO journal (key, counter, journal, seq, hash, frozen, first_at, committed_at)
         VALUES (?, ?, ?, ?, ?, 1, ?, ?) ON CONFLICT (key) DO UPDATE SET frozen = 1`,
          [state.key, state.counter, state.journal, state.committed.seq, state.committed.hash, nowMs, nowMs],
        );
        await tx.run(
          `INSERT INTO fork_evidence (journal_key, seq, held_hash, offered_hash, noticed_at, payload)
         VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
          [state.key, seq, held, offered, nowMs, payload],
        );
        const { counter, journal } = state;
        await writeCases(tx, [{ kind: 'fork', counter, journal, seq, detail }], nowMs);
      })
      .catch((error: unknown) => {
        // Without its evidence stored the fork is to be noticed again, when the counter says so again.
        state.frozen = false;
        throw error;
      });
    this.#parts.cased();
    this.refuse(state, 'fork');
  }

  async #hashAt(state: JournalState, seq: number): Promise<string | undefined> {
    if (seq === state.committed.seq) return state.committed.hash;
    return storedHashAt(this.#parts.db, state, seq);
  }

  /** The answer names the journal when the header can still be read, so that its counter takes note. */
  #refuseBytes(counter: string, payload: Buffer, problem: Problem): void | Promise<void> {
    const refusal: PositionRefusal = problem.code === 'too-large' ? 'line-too-large' : 'bad-batch';
    const end = payload.indexOf(0x0a);
    const header = batchHeaderMessage.parse(payload.subarray(0, end === -1 ? payload.length : end));
    const journal = header.ok ? header.value.journal : noJournal;
    const held = this.#parts.states.peek(counter, journal)?.committed ?? { seq: 0, hash: noHash };
    this.#send(counter, journal, held, refusal, problem.message);
    return this.#noteCounter('bad-batch', counter, problem.message);
  }

  refuseUnknown(counter: string, journal: string): void {
    this.#send(counter, journal, { seq: 0, hash: noHash }, 'unknown-counter', reasons['unknown-counter']);
  }

  /** LED-1: the receipt: how far the database holds this journal. */
  /** Nothing more of this journal is taken. */
  #endOf(state: JournalState, code: 'fork' | 'behind-hub'): void {
    this.heardOut.holds(state.counter, state.journal, Number.POSITIVE_INFINITY);
    this.refuse(state, code);
  }

  position(state: JournalState): void {
    const { journal, committed } = state;
    this.heardOut.holds(state.counter, journal, committed.seq);
    const hubTime = this.#parts.clock.nowMs();
    this.#parts.sendPosition(state.counter, { v: 1, journal, ...committed, hubTime });
  }

  refuse(state: JournalState, code: PositionRefusal): void {
    this.#send(state.counter, state.journal, state.committed, code, reasons[code]);
  }

  #send(counter: string, journal: string, head: Head, code: PositionRefusal, message: string): void {
    this.#parts.stats.refused[code] += 1;
    const hubTime = this.#parts.clock.nowMs();
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the reason may quote bytes of the counter
    const reason = message.replace(/[\u0000-\u001f\u007f]/g, ' ').slice(0, 300);
    this.#parts.sendPosition(counter, { v: 1, journal, ...head, hubTime, refused: { code, reason } });
  }

  badSignature(state: JournalState): void {
    this.refuse(state, 'bad-signature');
    void this.#note(
      'bad-signature',
      state,
      `after line ${state.verified.seq} no head is signed by the counter`,
    );
  }

  stale(state: JournalState): void {
    this.#parts.stats.stale += 1;
    this.refuse(state, 'gap');
  }

  /** A case about a journal the hub holds lines of, else about the counter: nobody fills the table with names. */
  #note(kind: CaseKind, state: JournalState, detail: string): Promise<void> {
    return this.#noteCounter(kind, state.counter, detail, state.committed.seq > 0 ? state.journal : '');
  }

  #noteCounter(kind: CaseKind, counter: string, detail: string, journal = ''): Promise<void> {
    return this.note({ kind, counter, journal, seq: 0, detail });
  }

  /** Stores a case; one that cannot be stored is in the log. Never rejects. */
  note(found: NewCase): Promise<void> {
    return this.#notes.note(found);
  }
}
