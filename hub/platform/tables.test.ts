import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import readXlsxFile from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import { csvCell, toCsv } from './csv.ts';
import { xlsxOf } from './xlsx.ts';

describe('tables', () => {
  it.each(['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1'])(
    '[CAT-15] makes %j harmless',
    (text) => expect(csvCell(text)).toMatch(/^"?'/),
  );

  it('[CAT-15] leaves numbers numbers, and nothing empty', () =>
    expect(toCsv([['甲', -5, null, 1.5]])).toBe('\ufeff甲,-5,,1.5\r\n'));

  it('[CAT-15] comes back as it was but for the apostrophe', () => {
    const table = fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 4 }), { minLength: 1 });
    const bare = (rows: string[][]) => rows.map((row) => row.map((cell) => cell.replace(/^'/, '')));
    fc.assert(
      fc.property(table, (rows) => {
        const back = parse(toCsv(rows), { bom: true, relax_column_count: true }) as string[][];
        expect(bare(back)).toEqual(bare(rows));
      }),
    );
  });

  it('[CAT-15] a large workbook comes from a thread of its own, the same as a small one', async () => {
    const small = [
      ['名称', '数'],
      ['=1+1', -5],
    ];
    const large = [small[0]!, ...Array.from({ length: 3000 }, () => small[1]!)];
    const read = async (rows: (string | number)[][]) =>
      (await readXlsxFile(await xlsxOf([{ name: '表', rows }])))[0]!.data;
    expect(await read(small)).toEqual(small);
    expect(await read(large)).toEqual(large);
  });
});
