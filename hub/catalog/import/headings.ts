// pure
import { type Column, columnName, columnNames, requiredColumns } from './columns.ts';
import { clip, squeeze } from './text.ts';

/** Rows of a table in which the heading row is looked for; above it stand titles, dates and units. */
const SEARCH_ROWS = 40;
/** Fewer known headings than this in one row are words of a title, not a heading row. */
export const FEWEST_HEADINGS = 4;

/** Where each column stands (index from 0), with the unit its heading states in brackets. */
export interface Headings {
  /** Index of the first data row. */
  firstDataRow: number;
  columns: ReadonlyMap<Column, number>;
  units: ReadonlyMap<Column, string>;
  /** The headings as they stand in the file, for messages. */
  found: string[];
  /** Headings found twice, of which the first is used. */
  repeated: string[];
}
export type HeadingsResult =
  | { ok: true; headings: Headings }
  | { ok: false; missing: string[]; found: string[]; heading: boolean };

const byKey = new Map<string, Column>();
for (const [column, names] of Object.entries(columnNames) as [Column, readonly string[]][]) {
  for (const name of names) byKey.set(name, column);
}

/** A heading without white space, brackets, marks of obligation; capitals. */
export function headingKey(text: string): string {
  return squeeze(text)
    .replace(/[([{【〔〈].{0,60}?[)\]}】〕〉]/g, '')
    .replace(/[*:;,、/·"'“”.。_-]/g, '')
    .toUpperCase();
}

/** The column a cell names as a heading. */
export function columnOf(cell: string): Column | undefined {
  const key = headingKey(cell);
  return key === '' ? undefined : byKey.get(key);
}

function unitOf(cell: string): string | undefined {
  return /[([【](?:单位:?)?([^)\]】]{1,8})[)\]】]/.exec(squeeze(cell))?.[1];
}

interface Candidate {
  columns: Map<Column, number>;
  units: Map<Column, string>;
  found: string[];
  repeated: string[];
  rows: number;
}

function readRow(cells: readonly string[], rows: number): Candidate {
  const result: Candidate = { columns: new Map(), units: new Map(), found: [], repeated: [], rows };
  cells.forEach((cell, index) => {
    if (cell.trim() === '') return;
    result.found.push(clip(squeeze(cell), 30));
    const column = columnOf(cell);
    if (!column) return;
    if (column !== 'remark' && result.columns.has(column)) result.repeated.push(columnName(column));
    if (result.columns.has(column)) return;
    result.columns.set(column, index);
    const unit = unitOf(cell);
    if (unit) result.units.set(column, unit);
  });
  return result;
}

/** A heading of two rows: 「参考价（元）」 over 「最低」 and 「最高」. The lower row wins where it has a word. */
function readTwoRows(upper: readonly string[], lower: readonly string[]): Candidate | null {
  const below = lower.filter((cell) => cell.trim() !== '');
  if (below.length === 0 || below.some((cell) => columnOf(cell) === undefined)) return null;
  const width = Math.max(upper.length, lower.length);
  let above = '';
  const merged = Array.from({ length: width }, (_, i) => {
    if ((upper[i] ?? '').trim() !== '') above = upper[i]!;
    const own = (lower[i] ?? '').trim();
    const unit = own === '' ? undefined : unitOf(above);
    return own === '' ? (upper[i] ?? '') : unit && !unitOf(own) ? `${own}(${unit})` : own;
  });
  return readRow(merged, 2);
}

function candidateAt(rows: readonly (readonly string[])[], index: number): Candidate {
  const single = readRow(rows[index]!, 1);
  const next = rows[index + 1];
  const double = next && single.columns.size >= FEWEST_HEADINGS ? readTwoRows(rows[index]!, next) : null;
  return double && double.columns.size > single.columns.size ? double : single;
}

/** Finds the heading row under titles, whatever the order of its columns (CAT-1), and says which columns are missing. */
export function findHeadings(rows: readonly (readonly string[])[]): HeadingsResult {
  let best: Candidate | null = null;
  let at = 0;
  for (let i = 0; i < Math.min(rows.length, SEARCH_ROWS); i++) {
    const candidate = candidateAt(rows, i);
    if (candidate.columns.size > (best?.columns.size ?? 0)) [best, at] = [candidate, i];
  }
  if (!best || best.columns.size < FEWEST_HEADINGS) {
    const first = rows.find((row) => row.filter((cell) => cell !== '').length > 1) ?? rows[0] ?? [];
    return { ok: false, heading: false, missing: missingIn(new Map()), found: readRow(first, 1).found };
  }
  const { columns, units, found, repeated } = best;
  const missing = missingIn(columns);
  if (missing.length > 0) return { ok: false, heading: true, missing, found };
  return { ok: true, headings: { firstDataRow: at + best.rows, columns, units, found, repeated } };
}

function missingIn(columns: ReadonlyMap<Column, number>): string[] {
  return requiredColumns
    .filter((required) => !required.oneOf.some((set) => set.every((column) => columns.has(column))))
    .map((required) => columnName(required.name));
}
