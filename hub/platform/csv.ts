// pure
// The one way in which the hub writes tables as CSV: a spreadsheet reads them and runs nothing.

/** Null is an empty cell; a number is written as it is. */
export type Cell = string | number | null;

/** UTF-8 byte order mark, by which a spreadsheet program knows the encoding of a CSV file. */
const BOM = '\ufeff';

/**
 * One CSV cell. Text that a spreadsheet would run as a formula (=, +, -, @, tab, carriage return first, full-width
 * forms too) gets an apostrophe in front (CAT-15); quotes are doubled. Numbers are no text: -5 stays -5.
 */
export function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const harmless = /^[\s]*[=+\-@＝＋－＠]|^[\t\r\n]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Rows as CSV without the mark, for what is written piece by piece. */
export const csvRows = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');

/** Rows as CSV with a byte order mark and CRLF (RFC 4180). */
export const toCsv = (rows: readonly (readonly Cell[])[]): string => BOM + csvRows(rows);
