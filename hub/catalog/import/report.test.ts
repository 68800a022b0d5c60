import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { rejectedReport } from './report.ts';

describe('report', () => {
  it('writes one line for each reason, with a byte order mark', () => {
    const message = { zh: '没有填写', en: 'is blank, "fill" it in' };
    const csv = rejectedReport([
      { row: 7, reasons: [{ column: '规格', value: 'a,b\nc', code: 'missing', message }] },
    ]);
    expect(csv.startsWith('\ufeff')).toBe(true);
    expect(parse(csv, { bom: true })).toEqual([
      ['行号 Row', '列 Column', '内容 Value', '代码 Code', '原因', 'Reason'],
      ['7', '规格', 'a,b\nc', 'missing', '没有填写', 'is blank, "fill" it in'],
    ]);
  });
});
