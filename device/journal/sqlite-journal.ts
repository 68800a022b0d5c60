// The journal over the Db port: one transaction per append, the head in memory moves only after the commit.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import { FifoMutex } from '@zhuangui/protocol/db/fifo-mutex.ts';
import { genesisHash, headBytes, nextHash } from '@zhuangui/protocol/journal-chain.ts';
import type { Line, LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';
import type { HeadWitness } from './head-witness.ts';
import type { Journal, JournalHead, StoredLine } from './journal.ts';
import { JournalError, journalError } from './journal-error.ts';
import type { JournalKey } from './key.ts';
import { encodeLine } from './line-codec.ts';
import {
  insertLine,
  insertMeta,
  lastHead,
  readMeta,
  rowsAfter,
  sizesAfter,
  storedHash,
} from './line-store.ts';
import { noReserve, type Reserve } from './reserve.ts';

export interface JournalParts {
  /** Migrated with `journalMigrations`; stays the caller's to close, after the journal. */
  db: Db;
  counter: string;
  key: JournalKey;
  clock: Clock;
  random: Random;
  log: Log;
  /** Default: none. */
  reserve?: Reserve;
  /** How often the free space is measured. Default 10 000 ms. */
  reserveEveryMs?: number;
  witness?: HeadWitness;
}

type Also = (tx: Queries, lines: readonly Line[]) => Promise<void>;

interface Chained {
  line: Line;
  bytes: Uint8Array;
  hash: string;
}

interface Opening {
  id: string;
  head: JournalHead;
  /** False until the first append has written who this journal is. */
  named: boolean;
}

/**
 * Opens the journal in a database, or begins a new one with a new id when there is none (its first append writes
 * that down). Trusts what it finds: `openCounterStore` verifies first.
 */
export async function openJournal(parts: JournalParts): Promise<Journal> {
  const meta = await readMeta(parts.db);
  const id = meta?.id ?? `j${parts.random.hex(8)}`;
  const head = (await lastHead(parts.db)) ?? { seq: 0, hash: genesisHash(parts.counter, id) };
  return new SqliteJournal(parts, { id, head, named: meta !== undefined });
}

class SqliteJournal implements Journal {
  readonly counter: string;
  readonly id: string;
  readonly #parts: JournalParts;
  readonly #reserve: Reserve;
  readonly #mutex = new FifoMutex();
  // Knows, across awaits, that a call comes from inside an append's `also`: waiting there would be for ever.
  readonly #inside = new AsyncLocalStorage<{ open: boolean }>();
  readonly #listeners = new Set<(lines: readonly Line[]) => void>();
  #head: JournalHead;
  #named: boolean;
  #failure: JournalError | undefined;
  #closed = false;
  #stopTimer: () => void;

  constructor(parts: JournalParts, opening: Opening) {
    this.#parts = parts;
    this.#reserve = parts.reserve ?? noReserve();
    this.counter = parts.counter;
    this.id = opening.id;
    this.#head = opening.head;
    this.#named = opening.named;
    this.#stopTimer = this.#armTimer();
  }

  head(): JournalHead {
    return { ...this.#head };
  }

  append(bodies: readonly LineBody[], also?: Also): Promise<Line[]> {
    if (this.#inside.getStore()?.open) {
      return Promise.reject(
        new JournalError('misuse', 'append inside an append waits for itself: pass all lines to one append'),
      );
    }
    return this.#mutex.run(() => this.#append(bodies, also));
  }

  async linesAfter(seq: number, linesMax: number, bytesMax: number): Promise<StoredLine[]> {
    try {
      const sizes = await sizesAfter(this.#parts.db, seq, linesMax);
      let bytes = 0;
      let lines = 0;
      while (lines < sizes.length && bytes + sizes[lines]! <= bytesMax) bytes += sizes[lines++]!;
      if (lines === 0) return [];
      const rows = await rowsAfter(this.#parts.db, seq, lines);
      return rows.map((row) => ({ seq: row.seq, hash: row.hash, bytes: row.bytes }));
    } catch (error) {
      throw journalError(error);
    }
  }

  async hashAt(seq: number): Promise<string | undefined> {
    if (seq === 0) return genesisHash(this.counter, this.id);
    if (!Number.isSafeInteger(seq) || seq < 0 || seq > this.#head.seq) return undefined;
    try {
      return await storedHash(this.#parts.db, seq);
    } catch (error) {
      throw journalError(error);
    }
  }

  sign(head: JournalHead): string {
    return this.#parts.key.sign(headBytes(this.counter, this.id, head.seq, head.hash));
  }

  writable(): boolean {
    return !this.#closed && this.#failure === undefined && this.#reserve.ok();
  }

  failure(): string | undefined {
    return this.#failure?.message;
  }

  onAppended(listener: (lines: readonly Line[]) => void): () => void {
    // A wrapper, so that a function registered twice is called twice and stopped once.
    const own = (lines: readonly Line[]) => listener(lines);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  async close(): Promise<void> {
    await this.#mutex.run(async () => {
      this.#closed = true;
      this.#stopTimer();
      this.#parts.witness?.close();
    });
  }

  #armTimer(): () => void {
    return this.#parts.clock.setTimer(this.#parts.reserveEveryMs ?? 10_000, () => {
      void this.#reserve.refresh().then(() => {
        if (!this.#closed) this.#stopTimer = this.#armTimer();
      });
    });
  }

  async #append(bodies: readonly LineBody[], also: Also | undefined): Promise<Line[]> {
    this.#refuseWhenOver();
    const chained = this.#chain(bodies);
    const lines = chained.map(({ line }) => line);
    await this.#commitOrRelease(chained, lines, also);
    const last = chained.at(-1);
    if (last === undefined) return lines;
    this.#head = { seq: last.line.seq, hash: last.hash };
    this.#named = true;
    this.#parts.witness?.note({ journal: this.id, ...this.#head });
    this.#tell(lines);
    return lines;
  }

  #refuseWhenOver(): void {
    if (this.#closed) throw new JournalError('closed', 'The journal is closed: open it again');
    if (this.#failure === undefined) return;
    throw new JournalError(this.#failure.code, this.#failure.message, this.#failure);
  }

  #chain(bodies: readonly LineBody[]): Chained[] {
    const { clock } = this.#parts;
    const stamp = { atMs: clock.nowMs(), upMs: clock.monotonicMs() };
    let { seq, hash } = this.#head;
    return bodies.map((body) => {
      seq += 1;
      const { line, bytes } = encodeLine(body, { seq, ...stamp });
      hash = nextHash(hash, bytes);
      return { line, bytes, hash };
    });
  }

  /** A full disk gets one second try, with the reserve given back: what was begun has to end (JRN-7). */
  async #commitOrRelease(chained: readonly Chained[], lines: readonly Line[], also?: Also): Promise<void> {
    try {
      await this.#commit(chained, lines, also);
    } catch (error) {
      if (!(error instanceof JournalError) || error.code !== 'full') throw error;
      const released = await this.#reserve.release();
      this.#parts.log.error({ journal: this.id, released }, 'The disk is full: no new sale begins');
      if (!released) throw error;
      await this.#commit(chained, lines, also);
    }
  }

  async #commit(chained: readonly Chained[], lines: readonly Line[], also?: Also): Promise<void> {
    const scope = { open: true };
    try {
      await this.#inside.run(scope, () =>
        this.#parts.db.transaction(async (tx) => {
          if (!this.#named && chained.length > 0) await this.#name(tx);
          for (const { line, bytes, hash } of chained) await insertLine(tx, line, bytes, hash);
          await also?.(tx, lines);
        }),
      );
    } catch (error) {
      throw this.#failed(journalError(error));
    } finally {
      scope.open = false;
    }
  }

  #name(tx: Queries): Promise<void> {
    const { counter, key, clock } = this.#parts;
    return insertMeta(tx, {
      id: this.id,
      counter,
      publicKey: key.publicKey,
      createdAtMs: Math.max(0, Math.floor(clock.nowMs())),
    });
  }

  /** After a failed write or sync nobody knows what the medium holds: this process writes no more (JRN-6). */
  #failed(error: unknown): unknown {
    if (error instanceof JournalError && (error.code === 'io' || error.code === 'damaged')) {
      this.#failure = error;
      this.#parts.log.error(
        { journal: this.id, error: error.message },
        'The journal failed: restart the agent',
      );
    }
    return error;
  }

  #tell(lines: readonly Line[]): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(lines);
      } catch (error) {
        this.#parts.log.error({ error: String(error) }, 'A listener of the journal failed');
      }
    }
  }
}
