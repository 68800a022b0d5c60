// pure

import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { toGtin14 } from '@zhuangui/protocol/checks/gtin.ts';
import { type Column, columnName, inheritedColumns } from './columns.ts';
import { columnOf, FEWEST_HEADINGS, findHeadings, type Headings } from './headings.ts';
import type { Message, Reason } from './reason.ts';
import { type RowResult, readEntry } from './row.ts';
import { fillMerges, type Table } from './table.ts';
import { clip, squeeze } from './text.ts';

/** A row that was not taken; `row` counts from 1 as the spreadsheet shows it. */
export interface RejectedRow {
  row: number;
  reasons: Reason[];
}

/** A row that is no product: a total, a note, a repeated heading, a section title. Blank rows are not listed. */
export interface SkippedRow {
  row: number;
  kind: 'footer' | 'heading' | 'section';
  text: string;
}

export interface ImportCounts {
  /** Rows that are meant to be products: accepted + rejected. */
  rows: number;
  accepted: number;
  rejected: number;
  skipped: number;
  /** How often each reason code was given. */
  byReason: Record<string, number>;
}

/** The whole file cannot be taken; `missing` and `found` are set when columns are missing. */
export interface ImportRefused {
  ok: false;
  code: string;
  message: Message;
  missing: string[];
  found: string[];
}

export interface ImportDone {
  ok: true;
  entries: Entry[];
  rejected: RejectedRow[];
  skipped: SkippedRow[];
  counts: ImportCounts;
}

export type ImportResult = ImportDone | ImportRefused;

const FOOTER =
  /^(合计|总计|小计|共计|备注|注:|注释|说明|填表|填报|制表|审核|复核|联系人|联系电话|负责人|单位负责|报送|日期:|以上|共\d+)/;
/** The columns that make a row a product, whatever its first cell says. */
const IDENTITY: readonly Column[] = ['certificate', 'gtins', 'creditCode'];

function kindOf(cells: readonly string[], headings: Headings): SkippedRow['kind'] | 'blank' | 'product' {
  const filled = cells.filter((cell) => cell !== '');
  if (filled.length === 0) return 'blank';
  if (isRepeatedHeading(cells, headings)) return 'heading';
  const identity = IDENTITY.some((column) => (cells[headings.columns.get(column) ?? -1] ?? '') !== '');
  if (identity) return 'product';
  if (FOOTER.test(squeeze(filled[0]!))) return 'footer';
  return filled.length === 1 ? 'section' : 'product';
}

/** A heading printed again at a page break; the certificate's column is asked first because it settles most rows. */
function isRepeatedHeading(cells: readonly string[], headings: Headings): boolean {
  const repeats = (column: Column, index: number): boolean => columnOf(cells[index] ?? '') === column;
  if (!repeats('certificate', headings.columns.get('certificate') ?? -1)) return false;
  return [...headings.columns].filter(([column, index]) => repeats(column, index)).length >= FEWEST_HEADINGS;
}

/** Told how many of the table's rows are read; called every `rowsPerReport` rows. */
export type RowsTold = (read: number, rows: number) => void;
const rowsPerReport = 500;

/** Takes a table apart into entries and rejected rows. Pure; mutates only `table` where merged cells are filled. */
export function importTable(table: Table, told?: RowsTold): ImportResult {
  const found = findHeadings(table.rows);
  if (!found.ok) return refuse(found);
  const { headings } = found;
  const inherited = inheritedColumns.flatMap((column) => headings.columns.get(column) ?? []);
  fillMerges(table, inherited, headings.firstDataRow);
  const results = new Map<number, RowResult>();
  const skipped: SkippedRow[] = [];
  for (let i = headings.firstDataRow; i < table.rows.length; i++) {
    if (i % rowsPerReport === 0) told?.(i, table.rows.length);
    const cells = table.rows[i]!;
    const kind = kindOf(cells, headings);
    if (kind === 'product') results.set(i + 1, readEntry(cells, headings));
    else if (kind !== 'blank')
      skipped.push({ row: i + 1, kind, text: clip(cells.find((cell) => cell !== '') ?? '') });
  }
  if (results.size === 0) return refuseEmpty(headings);
  rejectDuplicates(results);
  return summarise(results, skipped);
}

/** CAT-14: a certificate number or barcode in two rows rejects both rows; each names the others. */
function rejectDuplicates(results: ReadonlyMap<number, RowResult>): void {
  const certificates = new Map<string, number[]>();
  const gtins = new Map<string, number[]>();
  for (const [row, result] of results) {
    if (result.certificate !== null) note(certificates, result.certificate.toUpperCase(), row);
    for (const gtin of result.gtins) note(gtins, toGtin14(gtin), row);
  }
  for (const [row, result] of results) {
    const { certificate } = result;
    if (certificate !== null)
      addDuplicate(result, 'certificate', certificate, row, certificates.get(certificate.toUpperCase()));
    for (const gtin of result.gtins) addDuplicate(result, 'gtins', gtin, row, gtins.get(toGtin14(gtin)));
  }
}

function note(places: Map<string, number[]>, key: string, row: number): void {
  const rows = places.get(key);
  if (rows) rows.push(row);
  else places.set(key, [row]);
}

function addDuplicate(
  result: RowResult,
  column: Column,
  value: string,
  row: number,
  rows: number[] = [],
): void {
  if (rows.length < 2) return;
  const others = rows.filter((other) => other !== row).slice(0, 5);
  const zh = columnName(column);
  result.entry = null;
  result.reasons.push({
    column: zh,
    value: clip(value),
    code: column === 'certificate' ? 'duplicate-certificate' : 'duplicate-gtin',
    message: {
      zh: `“${zh}”在第 ${row} 行和第 ${others.join('、')} 行重复，请只保留正确的一行`,
      en: `the same value stands in row ${row} and row ${others.join(', ')}; keep the right one`,
    },
  });
}

function summarise(results: ReadonlyMap<number, RowResult>, skipped: SkippedRow[]): ImportDone {
  const entries: Entry[] = [];
  const rejected: RejectedRow[] = [];
  const byReason: Record<string, number> = {};
  for (const [row, { entry, reasons }] of results) {
    if (entry) entries.push(entry);
    else rejected.push({ row, reasons });
    for (const { code } of reasons) byReason[code] = (byReason[code] ?? 0) + 1;
  }
  const counts = {
    rows: results.size,
    accepted: entries.length,
    rejected: rejected.length,
    skipped: skipped.length,
    byReason,
  };
  return { ok: true, entries, rejected, skipped, counts };
}

function refuse(result: { missing: string[]; found: string[]; heading: boolean }): ImportRefused {
  const { missing, found } = result;
  const listed = found.join('、') || '（空）';
  if (!result.heading) {
    return {
      ok: false,
      code: 'no-headings',
      missing,
      found,
      message: {
        zh: `前 40 行里没有找到表头。需要的列：${missing.join('、')}；读到：${listed}`,
        en: `no heading row in the first 40 rows. Needed: ${missing.join(', ')}; read: ${listed}`,
      },
    };
  }
  return {
    ok: false,
    code: 'missing-columns',
    missing,
    found,
    message: {
      zh: `缺少列：${missing.join('、')}；表头里有：${listed}。请补上缺少的列`,
      en: `missing columns: ${missing.join(', ')}; the headings are: ${listed}. Add what is missing`,
    },
  };
}

function refuseEmpty(headings: Headings): ImportRefused {
  const message = { zh: '表头下面没有产品', en: 'there is no product below the headings' };
  return { ok: false, code: 'no-products', message, missing: [], found: headings.found };
}
