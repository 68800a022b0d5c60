// pure
import { addDays } from '@zhuangui/protocol/days.ts';
import { bad, good, type Parsed } from './reason.ts';
import { squeeze } from './text.ts';

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** Day numbers in which spreadsheets count (1900 system): 1 January 2000 and 31 December 2099. */
const SERIAL_FIRST = 36526;
const SERIAL_LAST = 73050;
/** The day that counts as 0 in the 1900 system, for every date after February 1900. */
const SERIAL_ZERO = '1899-12-30';
const FIRST_YEAR = 1900;

function daysInMonth(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && leap ? 29 : (MONTH_DAYS[month - 1] ?? 0);
}

/** `YYYY-MM-DD`, or null when there is no such day between 1900 and 2199. */
export function isoDate(year: number, month: number, day: number): string | null {
  if (year < FIRST_YEAR || year > 2199 || day < 1 || day > daysInMonth(year, month)) return null;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/**
 * Reads 2020-11-10, 2020/11/10, 2020.11.10, 2020年11月10日 and 20201110; also a bare day number that a
 * date cell leaves behind when it loses its format (CAT-8).
 */
export function parseDate(text: string): Parsed<string> {
  const plain = squeeze(text).replace(/T?00:00(:00(\.0+)?)?Z?$/, '');
  if (/^\d{5}$/.test(plain)) return parseSerial(Number(plain));
  const found =
    /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(plain) ??
    /^(\d{4})年(\d{1,2})月(\d{1,2})[日号]?$/.exec(plain) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(plain);
  if (!found) {
    return bad(
      'date-form',
      '日期看不懂，请写成 2020-11-10 或 2020年11月10日',
      'not a date; write it as 2020-11-10',
    );
  }
  const date = isoDate(Number(found[1]), Number(found[2]), Number(found[3]));
  return date === null
    ? bad('date-none', '没有这一天，请核对', 'there is no such day; check it')
    : good(date);
}

function parseSerial(serial: number): Parsed<string> {
  if (serial < SERIAL_FIRST || serial > SERIAL_LAST) {
    return bad(
      'date-serial',
      '单元格丢失了日期格式，请把该列设为日期格式后重新保存',
      'the cell lost its date format; format the column as dates and save again',
    );
  }
  return good(addDays(SERIAL_ZERO, serial));
}

/** Reads a span such as `2020-11-10至2023-11-09` into its two days. */
export function parseDateSpan(text: string): Parsed<{ from: string; until: string }> {
  const parts = squeeze(text).split(/至|到|~|—|--|–/);
  const ends =
    parts.length === 2
      ? parts
      : (/^(.{0,40}?\d{4}.{0,40}?)-(\d{4}\D.{0,40})$/.exec(squeeze(text))?.slice(1) ?? []);
  const [from, until] = ends;
  if (from === undefined || until === undefined) {
    return bad(
      'date-span',
      '有效期应写起止两个日期，例如 2020-11-10至2023-11-09',
      'give both ends, for example 2020-11-10至2023-11-09',
    );
  }
  const first = parseDate(from);
  if (!first.ok) return first;
  const last = parseDate(until);
  return last.ok ? good({ from: first.value, until: last.value }) : last;
}
