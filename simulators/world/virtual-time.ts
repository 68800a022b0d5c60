// Time of simulated runs: jumps to the next timer, and stands still while real bytes are on their way.
import type { Clock } from '../../device/platform/clock.ts';

interface Timer {
  dueMs: number;
  order: number;
  run: (() => void) | undefined;
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const before = (a: Timer, b: Timer) => a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);

/** A heap of timers; one that was called off stays in it without work. */
class Timers {
  readonly #heap: Timer[] = [];

  get first(): Timer | undefined {
    return this.#heap[0];
  }

  add(timer: Timer): void {
    const heap = this.#heap;
    let at = heap.push(timer) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(timer, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = timer;
  }

  take(): Timer | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1;
      if (!before(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

/** A clock whose timers can all be taken away at once: the power of one machine. */
export interface MachineClock extends Clock {
  cut(): void;
}

export class VirtualTime {
  readonly startMs: number;
  readonly #timers = new Timers();
  #nowMs: number;
  #order = 0;
  #underWay = 0;
  #asleep = 0;

  constructor(startMs: number) {
    this.startMs = startMs;
    this.#nowMs = startMs;
  }

  nowMs = (): number => this.#nowMs;

  setTimer = (delayMs: number, run: () => void): (() => void) => {
    const dueMs = this.#nowMs + Math.max(0, Number.isFinite(delayMs) ? delayMs : 1e12);
    this.#order += 1;
    const timer: Timer = { dueMs, order: this.#order, run };
    this.#timers.add(timer);
    return () => {
      timer.run = undefined;
    };
  };

  /** A machine that was switched on now. */
  machine(): MachineClock {
    const bornMs = this.#nowMs;
    let isOn = true;
    return {
      nowMs: () => Math.floor(this.#nowMs),
      monotonicMs: () => Math.floor(this.#nowMs - bornMs),
      setTimer: (delayMs, run) => this.setTimer(delayMs, () => void (isOn && run())),
      cut: () => {
        isOn = false;
      },
    };
  }

  /** A machine on which timers of exactly `napMs` are naps in the middle of a call: time goes on during them. */
  napping(napMs: number): Clock {
    const clock = this.machine();
    return {
      ...clock,
      setTimer: (delayMs, run) => {
        if (delayMs !== napMs) return clock.setTimer(delayMs, run);
        this.#asleep += 1;
        return clock.setTimer(delayMs, () => {
          this.#asleep -= 1;
          run();
        });
      },
    };
  }

  /** Time stands still until the work is done, unless its other side takes a nap. */
  async whileReal<T>(work: () => Promise<T>): Promise<T> {
    this.#underWay += 1;
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
    }
  }

  /** Everything slept for so long: what was due meanwhile comes late. */
  leap(ms: number): void {
    this.#nowMs += ms;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => void this.setTimer(ms, resolve));
  }

  /** Looks every `everyMs`; false when it did not hold in time. */
  async until(holds: () => boolean, forMs: number, everyMs = 250): Promise<boolean> {
    for (let ms = 0; ms < forMs; ms += everyMs) {
      if (holds()) return true;
      await this.sleep(everyMs);
    }
    return holds();
  }

  /** Lets time pass until the work is over. Throws when real work hangs for `stuckMs` of real time. */
  async run<T>(work: Promise<T>, stuckMs = 60_000): Promise<T> {
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    work.then(over, over);
    for (;;) {
      const sinceMs = performance.now();
      do {
        await turn();
        if (performance.now() - sinceMs > stuckMs) throw new Error(`${this.#underWay} real calls hang`);
      } while (this.#underWay > this.#asleep);
      if (isOver) return work;
      this.#step();
    }
  }

  #step(): void {
    const first = this.#timers.first;
    if (!first) throw new Error('nothing will ever happen again');
    this.#nowMs = Math.max(this.#nowMs, first.dueMs);
    // One at a time, and everything that follows from it before the next: the order never depends on real time.
    this.#timers.take()?.run?.();
  }
}
