// pure
import type { Message } from './reason.ts';

/** A block of merged cells; indexes from 0, ends included. */
export interface Merge {
  top: number;
  left: number;
  bottom: number;
  right: number;
}

/** A spreadsheet page as strings: dates as YYYY-MM-DD, blank cells as ''. Row i of the file is `rows[i - 1]`. */
export interface Table {
  rows: string[][];
  merges: Merge[];
}

/** CAT-13: limits of a file. */
export const limits = {
  bytes: 20 * 1024 * 1024,
  rows: 100_000,
  columns: 100,
  unpackedBytes: 400 * 1024 * 1024,
  /** What a cell of a spreadsheet holds at most. */
  cellCharacters: 32_767,
};

/** The whole file cannot be read; the message says what to do about it. */
export class ImportFileError extends Error {
  readonly code: string;
  readonly text: Message;

  constructor(code: string, zh: string, en: string) {
    super(`${zh} / ${en}`);
    this.name = 'ImportFileError';
    this.code = code;
    this.text = { zh, en };
  }
}

/** CAT-10: copies the top-left value of vertical merges into the rows they span, in the given columns only. */
export function fillMerges(table: Table, columns: readonly number[], firstRow: number): void {
  for (const merge of table.merges) {
    if (merge.top < firstRow || !columns.includes(merge.left)) continue;
    const value = table.rows[merge.top]?.[merge.left] ?? '';
    for (let row = merge.top + 1; row <= merge.bottom; row++) {
      const cells = table.rows[row];
      if (cells && (cells[merge.left] ?? '') === '') cells[merge.left] = value;
    }
  }
}
