import readWorkbook from 'read-excel-file/node';
import { findHeadings } from './headings.ts';
import { ImportFileError, limits, type Table } from './table.ts';
import { inspectXlsx } from './xlsx-inspect.ts';

/** Digits a spreadsheet shows of a number; what lies behind them is noise of its binary form. */
const SHOWN_DIGITS = 15;

/** A number as a person sees it in the cell: 12.300000000000001 is 12.3, 6.901234567892E12 is 6901234567892. */
export function shownNumber(stored: string): string {
  const number = Number(stored);
  if (!Number.isFinite(number)) return stored;
  const rounded = Number(number.toPrecision(SHOWN_DIGITS));
  return Math.abs(rounded) < 1e21
    ? rounded.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 12 })
    : stored;
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 10);
  return String(cell).trim();
}

/** Reads the sheet that has a heading row, else the first that is not empty. Throws ImportFileError. */
export async function readXlsx(bytes: Buffer): Promise<Table> {
  try {
    const facts = inspectXlsx(bytes);
    const sheets = await readWorkbook(bytes, { parseNumber: shownNumber });
    const tables = sheets.map(({ sheet, data }) => ({
      rows: data.map((row) => row.map(cellText)),
      merges: facts.merges.get(facts.sheets.get(sheet) ?? '') ?? [],
    }));
    const filled = tables.filter((table) => table.rows.length > 0);
    return (
      filled.find((table) => findHeadings(table.rows).ok) ??
      filled.find((table) => hasHeading(table)) ??
      filled[0] ?? { rows: [], merges: [] }
    );
  } catch (error) {
    if (error instanceof ImportFileError) throw error;
    throw new ImportFileError(
      'damaged',
      '工作簿已损坏，读不出来；请用 Excel 或 WPS 打开后另存为新的 .xlsx',
      `the workbook is damaged (${(error as Error).message}); open it in Excel or WPS and save it as a new .xlsx`,
    );
  }
}

function hasHeading(table: Table): boolean {
  const found = findHeadings(table.rows.slice(0, limits.rows));
  return !found.ok && found.heading;
}
