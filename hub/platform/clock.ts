// Time as a part that is handed in: the world simulation and the tests bring their own.

export interface Clock {
  /** Wall time, milliseconds since 1970; may jump. */
  nowMs(): number;
  /** Milliseconds since an arbitrary start; never goes back. */
  monotonicMs(): number;
  /** Runs something once after a delay; the returned function calls it off. */
  setTimer(delayMs: number, run: () => void): () => void;
}

export function systemClock(): Clock {
  return {
    nowMs: () => Date.now(),
    monotonicMs: () => performance.now(),
    setTimer(delayMs, run) {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
  };
}
