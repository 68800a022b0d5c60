// pure
// Days as they are typed on the pad.

const dayMs = 86_400_000;

/** `20261001` → `2026-10-01`; null when there is no such day between 2000 and 2099. */
export function dayOf(digits: string): string | null {
  const [, year, month, day] = /^(20[0-9]{2})([0-9]{2})([0-9]{2})$/.exec(digits) ?? [];
  if (!year) return null;
  const written = `${year}-${month}-${day}`;
  const at = Date.parse(`${written}T00:00:00Z`);
  return Number.isNaN(at) || writtenDay(at) !== written ? null : written;
}

/** What stands above the pad: the digits typed, the rest as a pattern. */
export function shownDay(digits: string): string {
  const filled = digits + 'YYYYMMDD'.slice(digits.length);
  return `${filled.slice(0, 4)}-${filled.slice(4, 6)}-${filled.slice(6)}`;
}

/** The last day of sale of goods made on `madeOn` that keep for `shelfLifeDays` days. */
export const lastDay = (madeOn: string, shelfLifeDays: number): string =>
  writtenDay(Date.parse(`${madeOn}T00:00:00Z`) + shelfLifeDays * dayMs);

const writtenDay = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);
