// pure
import { toCsv } from '../../platform/csv.ts';
import type { RejectedRow } from './import.ts';

const HEADINGS = ['行号 Row', '列 Column', '内容 Value', '代码 Code', '原因', 'Reason'];

/** The report of every rejected row: one line for each reason. */
export function rejectedReport(rejected: readonly RejectedRow[]): string {
  const lines = rejected.flatMap(({ row, reasons }) =>
    reasons.map((r) => [String(row), r.column, r.value, r.code, r.message.zh, r.message.en]),
  );
  return toCsv([HEADINGS, ...lines]);
}
