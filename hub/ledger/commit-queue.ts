// What waits for its commit, bounded in lines and bytes; who comes when it is full waits outside.
import type { Head } from './classify.ts';
import type { JournalState } from './journal-state.ts';
import type { LineFact } from './line-facts.ts';

/** New lines of one uplink message, chain checked. */
export interface QueuedLines {
  state: JournalState;
  from: number;
  to: number;
  prev: string;
  head: string;
  sig: string;
  lines: readonly Uint8Array[];
  facts: readonly { seq: number; fact: LineFact }[];
  bytes: number;
}

export interface QueueLimits {
  linesMax: number;
  bytesMax: number;
}

export class CommitQueue {
  readonly #limits: QueueLimits;
  #items: QueuedLines[] = [];
  #lines = 0;
  #bytes = 0;
  #outside: (() => void)[] = [];

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  get size(): { lines: number; bytes: number; outside: number } {
    return { lines: this.#lines, bytes: this.#bytes, outside: this.#outside.length };
  }

  get full(): boolean {
    return this.#lines >= this.#limits.linesMax || this.#bytes >= this.#limits.bytesMax;
  }

  /** LED-8: runs now when there is room and nobody waits, else in order as soon as there is. */
  whenRoom(run: () => void): void {
    if (this.full || this.#outside.length > 0) this.#outside.push(run);
    else run();
  }

  add(item: QueuedLines): void {
    this.#items.push(item);
    this.#lines += item.lines.length;
    this.#bytes += item.bytes;
  }

  /** The oldest items up to so many lines and bytes, one at least; lets others in. */
  take(linesMax: number, bytesMax: number): QueuedLines[] {
    let lines = 0;
    let bytes = 0;
    let count = 0;
    for (const item of this.#items) {
      if (count > 0 && (lines + item.lines.length > linesMax || bytes + item.bytes > bytesMax)) break;
      lines += item.lines.length;
      bytes += item.bytes;
      count += 1;
    }
    const taken = this.#items.splice(0, count);
    this.#lines -= lines;
    this.#bytes -= bytes;
    this.#letIn();
    return taken;
  }

  #letIn(): void {
    let entered = 0;
    while (entered < this.#outside.length && !this.full) {
      this.#outside[entered]!();
      entered += 1;
    }
    this.#outside.splice(0, entered);
  }
}

/** Whether lines follow a head directly. */
export const follows = (item: Pick<QueuedLines, 'from' | 'prev'>, head: Head): boolean =>
  item.from === head.seq + 1 && item.prev === head.hash;
