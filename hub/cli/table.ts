// pure
// Columns for a terminal; Chinese characters take two cells.

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;

/** Width in terminal cells. */
export const widthOf = (text: string): number =>
  [...text].reduce((width, char) => width + (wide.test(char) ? 2 : 1), 0);

const pad = (text: string, width: number) => text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** Rows under headings, two spaces between columns; control characters are shown as ·, so that no name steers the terminal. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const clean = [headings, ...rows].map((row) => row.map((cell) => cell.replace(/\p{Cc}/gu, '·')));
  const widths = headings.map((_, column) => Math.max(...clean.map((row) => widthOf(row[column] ?? ''))));
  return clean
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** Fen to yuan with two decimals. */
export const yuan = (fen: number): string => `¥${(fen / 100).toFixed(2)}`;
