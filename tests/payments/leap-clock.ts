// Real time plus leaps: timers that a leap passes over fire at once, in order.
import type { Clock } from '../../hub/platform/clock.ts';

export interface LeapClock extends Clock {
  /** Whole milliseconds. */
  leap(ms: number): void;
}

interface Timer {
  atMs: number;
  run: () => void;
}

/** `startMs`: where wall time begins (default: now); it then goes on by leaps only. */
export function createLeapClock(startMs = Date.now()): LeapClock {
  let nowMs = startMs;
  const timers = new Set<Timer>();
  return {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs - startMs,
    setTimer(delayMs, run) {
      const timer = { atMs: nowMs + Math.max(0, delayMs), run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    leap(ms) {
      nowMs += Math.round(ms);
      const due = [...timers].filter(({ atMs }) => atMs <= nowMs).sort((a, b) => a.atMs - b.atMs);
      for (const timer of due) if (timers.delete(timer)) timer.run();
    },
  };
}
