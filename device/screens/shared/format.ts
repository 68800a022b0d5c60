// pure
// How times stand on a screen.

/** Seconds left, never negative; a started second counts. */
export const secondsLeft = (deadlineMs: number, nowMs: number): number =>
  Math.max(0, Math.ceil((deadlineMs - nowMs) / 1000));

/** 125 → `2:05`. */
export const minutesAndSeconds = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

const chinaOffsetMs = 8 * 3_600_000;

/** A moment as `YYYY-MM-DD HH:MM:SS` in UTC+8, the only time zone a counter stands in. */
export const momentOf = (atMs: number): string =>
  new Date(atMs + chinaOffsetMs).toISOString().slice(0, 19).replace('T', ' ');

/** Order number in groups of four, what is over with the first, so that it can be read out. */
export const spokenOrder = (order: string): string => order.replace(/(?<=.{4})(?=(?:.{4})+$)/g, ' ');

/** 1234567 → `1,234,567`, as both languages write it; whole numbers only. `Intl` takes longer to load than a page to draw. */
export const inDigits = (value: number): string => String(value).replace(/\B(?=(?:\d{3}){1,6}$)/g, ',');
