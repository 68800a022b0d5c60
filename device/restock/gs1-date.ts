// pure
// Dates as GS1 codes write them: YYMMDD (General Specifications 3.4 and 7.12).

/** The four-digit year that is nearest to this one (7.12): at most 49 years back, 50 ahead. */
function fullYear(twoDigits: number, thisYear: number): number {
  const ahead = twoDigits - (thisYear % 100);
  const century = thisYear - (thisYear % 100);
  if (ahead >= 51) return century - 100 + twoDigits;
  return ahead <= -50 ? century + 100 + twoDigits : century + twoDigits;
}

const lastOfMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
const two = (number: number): string => String(number).padStart(2, '0');

/** `day` is null for day 00: the code names only a month, which ends on `monthEnd`. */
export interface CodedDate {
  day: string | null;
  monthEnd: string;
}

/** Reads YYMMDD against today (YYYY-MM-DD); undefined when no calendar has that day. */
export function readCodedDate(text: string, today: string): CodedDate | undefined {
  if (!/^\d{6}$/.test(text)) return undefined;
  const [yy, month, day] = [0, 2, 4].map((at) => Number(text.slice(at, at + 2))) as [number, number, number];
  const year = fullYear(yy, Number(today.slice(0, 4)));
  if (month < 1 || month > 12 || day > lastOfMonth(year, month)) return undefined;
  const dayOf = (date: number) => `${year}-${two(month)}-${two(date)}`;
  return { day: day === 0 ? null : dayOf(day), monthEnd: dayOf(lastOfMonth(year, month)) };
}
