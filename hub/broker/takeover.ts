// pure
// Two machines with one identity push each other out again and again; one that lost its network does so once.

export interface Takeovers {
  /** Moments of the latest takeovers, oldest first. */
  timesMs: readonly number[];
}

export interface TakeoverLimits {
  takeoversMax: number;
  takeoverWindowMs: number;
}

export const noTakeovers: Takeovers = { timesMs: [] };

/** BRK-8: one more takeover; `suspected` the moment the limit within the window is reached, then counting restarts. */
export function takenOver(
  state: Takeovers,
  limits: TakeoverLimits,
  nowMs: number,
): { state: Takeovers; suspected: boolean } {
  const recent = state.timesMs.filter((timeMs) => nowMs - timeMs < limits.takeoverWindowMs);
  const timesMs = [...recent, nowMs];
  if (timesMs.length < limits.takeoversMax) return { state: { timesMs }, suspected: false };
  return { state: noTakeovers, suspected: true };
}
