// The real clock, with a wall and a monotonic time that a test may set ahead.
import { type Clock, systemClock } from '../../../device/platform/clock.ts';

export interface OutsideClock extends Clock {
  /** Somebody sets the clock on the wall; no time has passed. */
  setWallAhead(ms: number): void;
  /** So much time has passed as if the timers had slept. */
  pass(ms: number): void;
}

export function outsideClock(): OutsideClock {
  const real = systemClock();
  let wallMs = 0;
  let monotonicMs = 0;
  return {
    nowMs: () => real.nowMs() + wallMs,
    monotonicMs: () => real.monotonicMs() + monotonicMs,
    setTimer: (delayMs, run) => real.setTimer(delayMs, run),
    setWallAhead(ms) {
      wallMs += ms;
    },
    pass(ms) {
      wallMs += ms;
      monotonicMs += ms;
    },
  };
}
