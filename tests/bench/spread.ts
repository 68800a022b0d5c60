// Many measured times as the two figures a budget speaks of.

/** Milliseconds. */
export interface Spread {
  p50Ms: number;
  p99Ms: number;
}

export function spreadOf(timesMs: readonly number[]): Spread {
  const sorted = timesMs.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}
