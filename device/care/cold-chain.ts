// pure
// How long it has been too warm. Doubt counts against the goods once a reading says "too warm" (CARE-2), and silence
// alone against nobody (CARE-3): a broken sensor must not throw good food away, a technician is called instead.

export interface ColdRule {
  maxC: number;
  forMs: number;
}

/** What is known of the time before this process, at its start. */
export interface ColdBefore {
  /** Monotonic milliseconds (usually negative) at which an earlier process saw it become too warm. */
  warmSinceMs: number | undefined;
  /** Monotonic milliseconds of an earlier process's last reading; undefined: the clock cannot tell how long ago that was. */
  readMs: number | undefined;
}

export interface ColdState {
  before: ColdBefore;
  /** The last reading that was one. */
  celsius: number | null;
  sampledMs: number | undefined;
  warmSinceMs: number | undefined;
  /** Cold again since; it counts once it has lasted (`coldHoldMs`). */
  coldSinceMs: number | undefined;
  startedMs: number;
}

/** A reading that dips for a moment is a draught at the sensor, not a cold package. */
export const coldHoldMs = 60_000;
/** After this time without a reading the temperature is not known. */
export const readingGapMs = 600_000;

export const startCold = (before: ColdBefore, nowMs: number): ColdState => ({
  before,
  celsius: null,
  sampledMs: undefined,
  warmSinceMs: undefined,
  coldSinceMs: undefined,
  startedMs: nowMs,
});

/** One reading; null (not read) changes nothing but time. All times are monotonic milliseconds. */
export function sampled(state: ColdState, celsius: number | null, rule: ColdRule, nowMs: number): ColdState {
  if (celsius === null) return state;
  const now = { ...state, celsius, sampledMs: nowMs };
  if (celsius > rule.maxC) {
    const warmSinceMs = state.warmSinceMs ?? warmFrom(state, rule, nowMs);
    return { ...now, warmSinceMs, coldSinceMs: undefined };
  }
  if (state.warmSinceMs === undefined) return now;
  const coldSinceMs = state.coldSinceMs ?? nowMs;
  if (nowMs - coldSinceMs < coldHoldMs) return { ...now, coldSinceMs };
  return { ...now, warmSinceMs: undefined, coldSinceMs: undefined };
}

/** CARE-2: the time before a warm reading, back to the last one that was known to be cold, was warm too. */
function warmFrom({ sampledMs, before }: ColdState, rule: ColdRule, nowMs: number): number {
  if (sampledMs !== undefined) return sampledMs;
  return before.warmSinceMs ?? before.readMs ?? nowMs - rule.forMs;
}

/** How long it has been too warm without a break, for goods that stand here since `loadedMs`. */
export function warmForMs(state: ColdState, nowMs: number, loadedMs = Number.NEGATIVE_INFINITY): number {
  if (state.warmSinceMs === undefined) return 0;
  return Math.max(0, (state.coldSinceMs ?? nowMs) - Math.max(state.warmSinceMs, loadedMs));
}

/** CARE-3: no reading for too long. */
export const isUnread = (state: ColdState, nowMs: number): boolean =>
  nowMs - (state.sampledMs ?? state.startedMs) >= readingGapMs;

/**
 * What an earlier process left behind, as monotonic times of this one. `readAtMs`: its last reading; undefined: this
 * counter never had a cold chain, so its goods are looked after from now on.
 */
export function coldBefore(
  stored: { warmSinceAtMs: number | undefined; readAtMs: number | undefined },
  clock: { wallMs: number; monotonicMs: number },
): ColdBefore {
  const { warmSinceAtMs, readAtMs } = stored;
  if (readAtMs === undefined) return { warmSinceMs: undefined, readMs: clock.monotonicMs };
  // A clock behind what has certainly passed does not know how long the counter was off.
  if (clock.wallMs < readAtMs - clockSlackMs) return { warmSinceMs: undefined, readMs: undefined };
  const monotonicOf = (atMs: number) => clock.monotonicMs - Math.max(0, clock.wallMs - atMs);
  return {
    warmSinceMs: warmSinceAtMs === undefined ? undefined : monotonicOf(warmSinceAtMs),
    readMs: monotonicOf(readAtMs),
  };
}

/** A clock set right by a little is no clock that knows nothing. */
const clockSlackMs = 300_000;
