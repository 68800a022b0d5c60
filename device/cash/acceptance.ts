// Whether notes and coins are taken (0x28): only while an order waits for cash (CASH-2).
import type { BoardEvent, CommandResult, FreeCommand } from '../board/board-types.ts';
import type { Clock } from '../platform/clock.ts';

const NOTES = 0;
const COINS = 1;
const ALL = 0xffff;
const NONE = 0;
/** A board that does not know the command is left alone until somebody needs it, or it starts anew. */
const TRIES_MAX = 3;
const RETRY_MS = 5_000;

export interface AcceptanceParts {
  command(command: FreeCommand): Promise<CommandResult>;
  clock: Clock;
  changed(): void;
}

export class Acceptance {
  readonly #parts: AcceptanceParts;
  #wanted = false;
  /** What the board acknowledged last; null: nobody knows. */
  #is: boolean | null = null;
  #epoch = 0;
  #isAsking = false;
  #work: Promise<void> = Promise.resolve();
  #tries = 0;
  #callOff: (() => void) | undefined;

  constructor(parts: AcceptanceParts) {
    this.#parts = parts;
  }

  /** Money may come in now, as far as is known; while the board is being told, it may still come back out. */
  get isOpen(): boolean {
    return this.#wanted && (this.#is === true || (this.#is === null && !this.#isAsking));
  }

  /** The board acknowledged that it takes nothing. */
  get isShut(): boolean {
    return this.#is === false;
  }

  /** True when the board acknowledged it. */
  async open(): Promise<boolean> {
    await this.#want(true);
    return this.#is === true;
  }

  /** True when the board acknowledged it; else it is tried again. */
  async shut(): Promise<boolean> {
    await this.#want(false);
    return this.#is === false;
  }

  /** A board that was away, or started anew, may take everything. */
  heard(event: BoardEvent): void {
    if (event.type !== 'online' && event.type !== 'restarted' && event.type !== 'port-lost') return;
    this.#is = null;
    this.#epoch += 1;
    this.#tries = 0;
    if (event.type !== 'port-lost') void this.#want(this.#wanted);
  }

  close(): void {
    this.#callOff?.();
  }

  #want(open: boolean): Promise<void> {
    this.#wanted = open;
    this.#work = this.#work.then(() => this.#apply());
    return this.#work;
  }

  async #apply(): Promise<void> {
    if (this.#is === this.#wanted) return;
    const open = this.#wanted;
    const epoch = this.#epoch;
    this.#is = null;
    this.#isAsking = true;
    const channels = open ? ALL : NONE;
    const notes = await this.#parts.command({ name: 'accept-money', acceptor: NOTES, channels });
    const coins = await this.#parts.command({ name: 'accept-money', acceptor: COINS, channels });
    this.#isAsking = false;
    const done = notes.outcome === 'acknowledged' && coins.outcome === 'acknowledged';
    if (done && epoch === this.#epoch) this.#is = open;
    else this.#again();
    this.#parts.changed();
  }

  #again(): void {
    this.#tries += 1;
    if (this.#tries >= TRIES_MAX) return;
    this.#callOff?.();
    this.#callOff = this.#parts.clock.setTimer(RETRY_MS, () => void this.#want(this.#wanted));
  }
}
