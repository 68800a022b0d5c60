// pure
// CERT-12: the table the national office publishes, row by row; what is wrong with a row is said in words.
import { parseCertificate } from '../catalog/import/codes.ts';
import { parseDate } from '../catalog/import/dates.ts';
import { bad, good, type Parsed, type Reason } from '../catalog/import/reason.ts';
import type { Table } from '../catalog/import/table.ts';
import { clip, squeeze, tidyProse } from '../catalog/import/text.ts';

export interface ResultRow {
  /** As the spreadsheet counts, from 1. */
  row: number;
  application: string;
  result: 'passed' | 'refused';
  /** Of what passed. */
  certificate: { number: string; validFrom: string; validUntil: string } | null;
  reason: string;
}

export interface RefusedRow {
  row: number;
  reasons: Reason[];
}

export type ResultTable =
  | { ok: true; rows: ResultRow[]; refused: RefusedRow[] }
  | { ok: false; code: 'no-headings'; missing: string[] };

const headings = {
  application: ['申报编号', '申请编号', '申报号', 'APPLICATION'],
  result: ['结果', '审核结果', '认定结果', '公示结果', 'RESULT'],
  certificate: ['证书编号', '认定编号', '证书号', 'CERTIFICATE'],
  validFrom: ['有效期自', '有效期起', '生效日期', '发证日期', 'VALIDFROM'],
  validUntil: ['有效期至', '有效期止', '到期日期', 'VALIDUNTIL'],
  reason: ['原因', '未通过原因', '理由', '备注', 'REASON'],
} as const;
type Name = keyof typeof headings;
const needed: readonly Name[] = ['application', 'result', 'certificate', 'validFrom', 'validUntil'];
const searchRows = 20;

const passedWords = ['通过', '合格', '入选', '公示', '同意', 'PASSED', 'PASS'];
const refusedWords = ['不通过', '未通过', '不合格', '未入选', '不同意', '退回', 'REFUSED', 'FAILED'];

const keyOf = (cell: string) => squeeze(cell).toUpperCase();

function columnsOf(cells: readonly string[]): Map<Name, number> {
  const found = new Map<Name, number>();
  cells.forEach((cell, at) => {
    const key = keyOf(cell);
    for (const [name, words] of Object.entries(headings) as [Name, readonly string[]][])
      if (words.includes(key) && !found.has(name)) found.set(name, at);
  });
  return found;
}

function parseResult(text: string): Parsed<'passed' | 'refused'> {
  const word = keyOf(text);
  if (refusedWords.includes(word)) return good('refused');
  if (passedWords.includes(word)) return good('passed');
  return bad('result', '结果应为“通过”或“不通过”', 'the result is 通过 (passed) or 不通过 (refused)');
}

function parseApplication(text: string): Parsed<string> {
  const id = squeeze(text).replace(/[–—]/g, '-');
  if (/^[1-9]\d{5}-\d{4}-\d{4,6}$/.test(id)) return good(id);
  return bad(
    'application',
    '申报编号应如 150430-2026-0007',
    'an application number looks like 150430-2026-0007',
  );
}

function parseReason(text: string): Parsed<string> {
  const plain = tidyProse(text);
  return plain.length <= 500 ? good(plain) : bad('too-long', '长于 500 个字', 'longer than 500 characters');
}

function readRow(row: number, cells: readonly string[], columns: Map<Name, number>): ResultRow | RefusedRow {
  const reasons: Reason[] = [];
  const text = (name: Name) => cells[columns.get(name) ?? -1] ?? '';
  const take = <T>(name: Name, parse: (text: string) => Parsed<T>): T | undefined => {
    const parsed = parse(text(name));
    if (parsed.ok) return parsed.value;
    const { code, message } = parsed;
    reasons.push({ column: headings[name][0], value: clip(text(name)), code, message });
    return undefined;
  };
  const application = take('application', parseApplication);
  const result = take('result', parseResult);
  const reason = take('reason', parseReason) ?? '';
  const certificate =
    result === 'passed'
      ? {
          number: take('certificate', parseCertificate),
          validFrom: take('validFrom', parseDate),
          validUntil: take('validUntil', parseDate),
        }
      : null;
  if (certificate?.validFrom && certificate.validUntil && certificate.validFrom > certificate.validUntil)
    take('validUntil', () => bad('date-order', '有效期止早于有效期起', 'it ends before it begins'));
  if (result === 'refused' && reason === '')
    take('reason', () => bad('missing', '未通过的应写明原因', 'say why it was refused'));
  if (reasons.length > 0) return { row, reasons };
  return { row, application, result, certificate, reason } as ResultRow;
}

/** Rows that say the same thing of the same application, or give one certificate twice: all of them are wrong. */
function refuseDuplicates(rows: ResultRow[], refused: RefusedRow[]): ResultRow[] {
  const places = new Map<string, number[]>();
  const keys = ({ application, certificate }: ResultRow) => [
    `a ${application}`,
    ...(certificate ? [`c ${certificate.number.toUpperCase()}`] : []),
  ];
  for (const one of rows) for (const key of keys(one)) places.set(key, [...(places.get(key) ?? []), one.row]);
  return rows.filter((one) => {
    const twice = keys(one).filter((key) => (places.get(key) ?? []).length > 1);
    if (twice.length === 0) return true;
    const reasons = twice.map((key) => duplicateReason(key, one, places.get(key) ?? []));
    refused.push({ row: one.row, reasons });
    return false;
  });
}

function duplicateReason(key: string, { row }: ResultRow, rows: readonly number[]): Reason {
  const others = rows.filter((other) => other !== row).slice(0, 5);
  return {
    column: headings[key.startsWith('a ') ? 'application' : 'certificate'][0],
    value: clip(key.slice(2)),
    code: 'duplicate',
    message: {
      zh: `与第 ${others.join('、')} 行重复，请只保留正确的一行`,
      en: `the same stands in row ${others.join(', ')}; keep the right one`,
    },
  };
}

/** A table of strings to results and refused rows. */
export function readResultTable({ rows }: Pick<Table, 'rows'>): ResultTable {
  const heads = rows.slice(0, searchRows).map(columnsOf);
  const best = heads.findIndex((columns) => needed.every((name) => columns.has(name)));
  if (best < 0) {
    const most = heads.reduce((a, b) => (b.size > a.size ? b : a), new Map<Name, number>());
    const missing = needed.filter((name) => !most.has(name)).map((name) => headings[name][0]);
    return { ok: false, code: 'no-headings', missing };
  }
  const refused: RefusedRow[] = [];
  const read: ResultRow[] = [];
  rows.forEach((cells, at) => {
    if (at <= best || cells.every((cell) => squeeze(cell) === '')) return;
    const one = readRow(at + 1, cells, heads[best]!);
    if ('reasons' in one) refused.push(one);
    else read.push(one);
  });
  const kept = refuseDuplicates(read, refused);
  return { ok: true, rows: kept, refused: refused.sort((a, b) => a.row - b.row) };
}
