// pure
// HOOK-3: how long to wait after a failed try, and when to give up.

const minute = 60_000;
const hour = 60 * minute;
const delaysMs = [
  5_000,
  30_000,
  2 * minute,
  10 * minute,
  30 * minute,
  hour,
  2 * hour,
  4 * hour,
  8 * hour,
  8 * hour,
];

/** Milliseconds until the next try after `tries` failed ones; undefined: a day has passed, nobody is there. */
export const delayAfter = (tries: number): number | undefined => delaysMs[tries - 1];
