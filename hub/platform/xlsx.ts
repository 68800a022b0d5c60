// Tables as an XLSX file.
import { Worker } from 'node:worker_threads';
import writeExcelFile, { type Cell as SheetCell, type SheetData } from 'write-excel-file/node';
import type { Cell } from './csv.ts';

export interface Sheet {
  name: string;
  /** The first row is printed bold. Text is a cell of type text: it is shown, never run. */
  rows: readonly (readonly Cell[])[];
}

export const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Above this many cells (some tens of milliseconds) a thread of its own does it. */
const cellsHere = 5000;

const cellOf = (cell: Cell, isHead: boolean): SheetCell => {
  if (cell === null) return null;
  if (typeof cell === 'number') return { value: cell, type: Number };
  return { value: cell, type: String, ...(isHead ? { fontWeight: 'bold' as const } : {}) };
};

/** In this thread. */
export function writeSheets(sheets: readonly Sheet[]): Promise<Buffer> {
  const data = sheets.map(({ name, rows }) => ({
    sheet: name,
    data: rows.map((row, index) => row.map((cell) => cellOf(cell, index === 0))) as SheetData,
  }));
  return writeExcelFile(data as never).toBuffer();
}

/**
 * Several sheets in one file. 10,000 rows are seconds of computing, which the hub's event loop owes to its counters.
 * Rejects when the thread fails.
 */
export async function xlsxOf(sheets: readonly Sheet[]): Promise<Buffer> {
  const cells = sheets.reduce((sum, { rows }) => sum + rows.length * (rows[0]?.length ?? 0), 0);
  if (cells <= cellsHere) return writeSheets(sheets);
  const worker = new Worker(new URL('./xlsx-worker.ts', import.meta.url), { workerData: sheets });
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', () => reject(new Error('the thread that writes the workbook ended')));
  try {
    return Buffer.from(await promise);
  } finally {
    await worker.terminate();
  }
}
