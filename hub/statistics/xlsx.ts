// Tables as an XLSX file.
import writeExcelFile, { type Cell as SheetCell, type SheetData } from 'write-excel-file/node';
import type { Cell } from './figure-table.ts';

export interface Sheet {
  name: string;
  /** The first row is printed bold. */
  rows: readonly (readonly Cell[])[];
}

const cellOf = (cell: Cell, isHead: boolean): SheetCell => {
  if (cell === null) return null;
  if (typeof cell === 'number') return { value: cell, type: Number };
  return { value: cell, type: String, ...(isHead ? { fontWeight: 'bold' as const } : {}) };
};

/** Several sheets in one file. */
export async function xlsxOf(sheets: readonly Sheet[]): Promise<Buffer> {
  const data = sheets.map(({ name, rows }) => ({
    sheet: name,
    data: rows.map((row, index) => row.map((cell) => cellOf(cell, index === 0))) as SheetData,
  }));
  return writeExcelFile(data as never).toBuffer();
}
