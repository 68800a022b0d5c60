// A figure that is read again after changes, but never so often that reading it becomes the hub's work.
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';

export interface Throttled<T> {
  value(): T;
  /** Something changed: read again soon. */
  wake(): void;
  close(): Promise<void>;
}

export interface ThrottledParts<T> {
  read(): Promise<T>;
  first: T;
  changed(): void;
  clock: Clock;
  log: Log;
  /** Shortest time between two readings; a reading that took long is followed by twenty times its duration. */
  pauseMs: number;
}

/** Begins with `first`; the first reading starts at the first `wake`. */
export function throttled<T>(parts: ThrottledParts<T>): Throttled<T> {
  const { clock, log, pauseMs } = parts;
  let value = parts.first;
  let restUntil = Number.NEGATIVE_INFINITY;
  let isAsked = false;
  let isClosed = false;
  let running: Promise<void> | undefined;
  let cancel: (() => void) | undefined;

  async function read(): Promise<void> {
    cancel = undefined;
    isAsked = false;
    const startMs = clock.monotonicMs();
    try {
      value = await parts.read();
      parts.changed();
    } catch (error) {
      if (!isClosed) log.error({ error }, 'a figure of the console could not be read');
    }
    const endMs = clock.monotonicMs();
    restUntil = endMs + Math.max(pauseMs, 20 * (endMs - startMs));
    running = undefined;
    if (isAsked) wake();
  }

  function wake(): void {
    isAsked = true;
    if (isClosed || running !== undefined || cancel !== undefined) return;
    cancel = clock.setTimer(Math.max(0, restUntil - clock.monotonicMs()), () => {
      running = read();
    });
  }

  return {
    value: () => value,
    wake,
    async close() {
      isClosed = true;
      cancel?.();
      await running;
    },
  };
}
