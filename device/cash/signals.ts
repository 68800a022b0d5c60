// Waits for something the board says, or for a while, on the clock that is handed in.
import type { Clock } from '../platform/clock.ts';

export class Signals {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Something happened: whoever waits looks again. */
  poke(): void {
    for (const look of [...this.#waiting]) look();
  }

  /** True as soon as it holds; false when time is over or nobody waits any more. */
  until(holds: () => boolean, forMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (held: boolean): void => {
        callOff();
        this.#waiting.delete(look);
        resolve(held);
      };
      const look = (): void => {
        if (holds()) end(true);
        else if (this.#closed) end(false);
      };
      const callOff = this.#clock.setTimer(Math.max(0, forMs), () => end(holds()));
      this.#waiting.add(look);
      look();
    });
  }

  close(): void {
    this.#closed = true;
    this.poke();
  }
}
