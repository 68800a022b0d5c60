// Writes down what the board reports, in order. What cannot be written (a full disk) waits and is written later.
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { BoardEvent } from '../board/board-types.ts';
import { type BoardMemory, linesForBoard } from './board-lines.ts';

/** Events that may become lines; the rest is display and noise. */
const noted: ReadonlySet<BoardEvent['type']> = new Set<BoardEvent['type']>([
  'door',
  'selection-report',
  'late-dispense-status',
  'unasked-dispense-status',
  'money-received',
  'line-fault',
  'selections-complete',
]);

/** A bound for memory, far above what a board says while a disk is full. */
const waitingMax = 1000;

/** Levels: the newest report takes the place of one that waits. Everything else is counted one by one. */
const levelOf = (event: BoardEvent): string | undefined => {
  if (event.type === 'selection-report') return `slot ${event.selection}`;
  return event.type === 'door' || event.type === 'selections-complete' ? event.type : undefined;
};

/** Errors that say that this very line will never be taken. */
const hopeless: readonly unknown[] = ['invalid', 'too-large'];

export class BoardNotes {
  #memory: BoardMemory;
  #waiting: BoardEvent[] = [];
  #writing: Promise<void> = Promise.resolve();
  readonly #append: (lines: readonly LineBody[]) => Promise<void>;

  readonly #isCashKept: boolean;

  /** `isCashKept`: a cash unit books the money; without one every coin is a ticket. */
  constructor(
    memory: BoardMemory,
    append: (lines: readonly LineBody[]) => Promise<void>,
    isCashKept = false,
  ) {
    this.#memory = memory;
    this.#append = append;
    this.#isCashKept = isCashKept;
  }

  get doorOpen(): boolean | undefined {
    return this.#memory.doorOpen;
  }

  /** Somebody cleared the slot: whatever the board reports of it next is news. */
  forgetSlot(slot: number): void {
    const faultySlots = new Map(this.#memory.faultySlots);
    faultySlots.delete(slot);
    this.#memory = { ...this.#memory, faultySlots };
  }

  /** Something waits to be written. */
  get isBehind(): boolean {
    return this.#waiting.length > 0;
  }

  /** Takes an event; true when `write` has something to do. */
  hear(event: BoardEvent): boolean {
    if (!noted.has(event.type) || (this.#isCashKept && event.type === 'money-received')) return false;
    const { memory, lines } = linesForBoard(this.#memory, event);
    if (!this.isBehind && lines.length === 0) {
      this.#memory = memory;
      return false;
    }
    const level = levelOf(event);
    if (level !== undefined) this.#waiting = this.#waiting.filter((other) => levelOf(other) !== level);
    // A copy: the same object told twice is two events.
    this.#waiting.push({ ...event });
    if (this.#waiting.length > waitingMax) this.#waiting.shift();
    return true;
  }

  /** Writes what waits; what was written, and only that, is remembered as written. Rejects when the journal refuses. */
  write(): Promise<void> {
    const turn = this.#writing.then(() => this.#drain());
    this.#writing = turn.catch(() => undefined);
    return turn;
  }

  async #drain(): Promise<void> {
    for (let event = this.#waiting[0]; event; event = this.#waiting[0]) {
      const current = event;
      const { memory, lines } = linesForBoard(this.#memory, current);
      const forget = () => {
        this.#waiting = this.#waiting.filter((other) => other !== current);
      };
      try {
        if (lines.length > 0) await this.#append(lines);
      } catch (error) {
        if (hopeless.includes((error as { code?: unknown }).code)) forget();
        throw error;
      }
      this.#memory = memory;
      forget();
    }
  }
}
