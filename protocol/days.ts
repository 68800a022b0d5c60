// pure
// Calendar days as the counters' shoppers live them: UTC+8 all year, no summer time.

const dayMs = 86_400_000;
const chinaOffsetMs = 8 * 3_600_000;

/** The calendar day (YYYY-MM-DD, UTC+8) of a moment in wall milliseconds. */
export const dayOf = (atMs: number): string => new Date(atMs + chinaOffsetMs).toISOString().slice(0, 10);

/** First millisecond of a day (UTC+8). */
export const startOfDay = (day: string): number => Date.parse(`${day}T00:00:00Z`) - chinaOffsetMs;

/** The day `days` later (or earlier, when negative). */
export const addDays = (day: string, days: number): string => dayOf(startOfDay(day) + days * dayMs);
