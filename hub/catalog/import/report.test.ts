import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell, rejectedReport, toCsv } from './report.ts';

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

  it.each(['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1'])(
    '[CAT-15] makes %j harmless',
    (text) => expect(csvCell(text)).toMatch(/^"?'/),
  );

  it('[CAT-15] comes back as it was but for the apostrophe', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 4 }), { minLength: 1 }),
        (rows) => {
          const back = parse(toCsv(rows), { bom: true, relax_column_count: true }) as string[][];
          expect(back.map((row) => row.map((cell) => cell.replace(/^'/, '')))).toEqual(
            rows.map((row) => row.map((cell) => cell.replace(/^'/, ''))),
          );
        },
      ),
    );
  });
});
