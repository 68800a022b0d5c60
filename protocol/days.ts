// pure
// Calendar days as the counters' shoppers live them: UTC+8 all year, no summer time.

const dayMs = 86_400_000;
const chinaOffsetMs = 8 * 3_600_000;

const text = (value: number, digits: number) => String(value).padStart(digits, '0');
/** Years that are written with four digits; days since 1970-01-01. */
const firstDay = -719_528;
const lastDay = 2_932_896;

/** The calendar day (YYYY-MM-DD, UTC+8) of a moment in wall milliseconds. */
export function dayOf(atMs: number): string {
  const days = Math.floor((atMs + chinaOffsetMs) / dayMs);
  return days >= firstDay && days <= lastDay
    ? civil(days)
    : new Date(atMs + chinaOffsetMs).toISOString().slice(0, 10);
}

/** The gate asks for several days in every decision, so they are counted: years that begin in March, in eras of 400. */
function civil(days: number): string {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leaps = Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365);
  const dayOfYear = dayOfEra - 365 * yearOfEra - Math.floor(yearOfEra / 4) + Math.floor(yearOfEra / 100);
  const march = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * march + 2) / 5) + 1;
  const month = march < 10 ? march + 3 : march - 9;
  const year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
  return `${text(year, 4)}-${text(month, 2)}-${text(day, 2)}`;
}

/** First millisecond of a day (UTC+8). */
export const startOfDay = (day: string): number => Date.parse(`${day}T00:00:00Z`) - chinaOffsetMs;

/** The day `days` later (or earlier, when negative). */
export const addDays = (day: string, days: number): string => dayOf(startOfDay(day) + days * dayMs);
