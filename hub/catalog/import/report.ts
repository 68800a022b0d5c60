// pure
import type { RejectedRow } from './import.ts';

/** UTF-8 byte order mark, by which a spreadsheet program knows the encoding of a CSV file. */
const BOM = '\ufeff';
const HEADINGS = ['行号 Row', '列 Column', '内容 Value', '代码 Code', '原因', 'Reason'];

/**
 * One CSV cell. Text that a spreadsheet would run as a formula (=, +, -, @, tab, carriage return first, full-width
 * forms too) gets an apostrophe in front (CAT-15); quotes are doubled.
 */
export function csvCell(text: string): string {
  const harmless = /^[\s]*[=+\-@＝＋－＠]|^[\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Rows as CSV with a byte order mark and CRLF (RFC 4180). */
export function toCsv(rows: readonly (readonly string[])[]): string {
  return BOM + rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

/** The report of every rejected row: one line for each reason. */
export function rejectedReport(rejected: readonly RejectedRow[]): string {
  const lines = rejected.flatMap(({ row, reasons }) =>
    reasons.map((r) => [String(row), r.column, r.value, r.code, r.message.zh, r.message.en]),
  );
  return toCsv([HEADINGS, ...lines]);
}
