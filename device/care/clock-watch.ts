// pure
// Does the wall clock go as the monotonic one does, and as the hub's?

export interface ClockWatch {
  wallMs: number;
  monotonicMs: number;
  /** Jumps since the start. */
  jumps: number;
  /** Hub minus counter when the hub last said its time; undefined before. */
  skewMs: number | undefined;
}

/** Clocks that drift are set right in small steps; more than this between two looks is a jump. */
export const jumpMs = 2_000;
/** A clock this far from the hub's is a fault. */
export const skewMaxMs = 120_000;

export const startClockWatch = (wallMs: number, monotonicMs: number): ClockWatch => ({
  wallMs,
  monotonicMs,
  jumps: 0,
  skewMs: undefined,
});

/** CARE-9: one look; `jumpedMs` is how far the wall clock went beside the monotonic one, 0 when it did not. */
export function lookAtClock(
  before: ClockWatch,
  wallMs: number,
  monotonicMs: number,
): { watch: ClockWatch; jumpedMs: number } {
  const beside = wallMs - before.wallMs - (monotonicMs - before.monotonicMs);
  const jumpedMs = Math.abs(beside) > jumpMs ? Math.round(beside) : 0;
  if (jumpedMs === 0) return { watch: { ...before, wallMs, monotonicMs }, jumpedMs };
  // What was known of the skew moved with the clock.
  const skewMs = before.skewMs === undefined ? undefined : before.skewMs - jumpedMs;
  return { watch: { wallMs, monotonicMs, jumps: before.jumps + 1, skewMs }, jumpedMs };
}

/** The hub said its time; 0 is no time. */
export const hubSaid = (watch: ClockWatch, hubTimeMs: number, wallMs: number): ClockWatch =>
  hubTimeMs > 0 ? { ...watch, skewMs: hubTimeMs - wallMs } : watch;

export const isSkewed = ({ skewMs }: ClockWatch): boolean =>
  skewMs !== undefined && Math.abs(skewMs) > skewMaxMs;
