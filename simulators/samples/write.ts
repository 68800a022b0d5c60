import iconv from 'iconv-lite';
import writeExcelFile, { type Cell, type SheetData } from 'write-excel-file/node';
import { toCsv } from '../../hub/platform/csv.ts';
import { sheetHeadings, sheetNote, sheetRows, sheetTitle, sheetUnit, sheetWidths } from './sheet.ts';

const UNIT_COLUMNS = 4;

function merged(value: string, columns: number, fontWeight?: 'bold'): Cell[] {
  const first: Cell = { value, type: String, columnSpan: columns, align: 'center', fontWeight };
  return [first, ...Array.from({ length: columns - 1 }, () => null)];
}

/** A workbook as an office publishes it: merged title, note and unit, headings, products, footer. */
export async function xlsxOf(rows: readonly (readonly string[])[]): Promise<Buffer> {
  const width = sheetHeadings.length;
  const heading = sheetHeadings.map(
    (value): Cell => ({ value, type: String, fontWeight: 'bold', align: 'center', wrap: true }),
  );
  const [, , , ...body] = sheetRows(rows);
  const data: SheetData = [
    merged(sheetTitle, width, 'bold'),
    [...merged(sheetNote, width - UNIT_COLUMNS), ...merged(sheetUnit, UNIT_COLUMNS)],
    heading,
    ...body.map((row) => row.map((value): Cell => (value === '' ? null : { value, type: String }))),
  ];
  const columns = sheetWidths.map((width) => ({ width }));
  return writeExcelFile(data, { columns, sheet: '目录' }).toBuffer();
}

/** The same table as CSV in GB18030, as older office programs save it. */
export function gb18030CsvOf(rows: readonly (readonly string[])[]): Buffer {
  const withoutMark = toCsv(sheetRows(rows)).slice(1);
  return iconv.encode(withoutMark, 'gb18030');
}
