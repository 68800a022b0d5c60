// pure
// CSV that a spreadsheet opens without running anything: quoted, and no cell begins as a formula.

const isFormula = /^[=+\-@\t\r]/;

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = isFormula.test(value) ? `'${value}` : value;
  return `"${text.replaceAll('"', '""')}"`;
}

/** With a byte-order mark, so that spreadsheets read Chinese. */
export const csvOf = (head: readonly string[], rows: Iterable<readonly (string | number | null)[]>): string =>
  `\ufeff${[head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
