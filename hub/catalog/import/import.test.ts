import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixtureHeadings, fixtureRow } from './fixtures.ts';
import { type ImportDone, importTable } from './import.ts';
import type { Merge } from './table.ts';

const TITLE = '内蒙古自治区扶贫产品目录（2020年第三批）';

function run(rows: readonly (readonly string[])[], merges: Merge[] = []): ImportDone {
  const result = importTable({ rows: rows.map((row) => [...row]), merges });
  if (!result.ok) throw new Error(result.message.en);
  return result;
}

const table = (...rows: string[][]) => [[...fixtureHeadings], ...rows];
const codes = (result: ImportDone) =>
  result.rejected.flatMap((row) => row.reasons.map((r) => `${row.row} ${r.code}`));

describe('headings', () => {
  it('[CAT-1] finds them under title, unit and date rows', () => {
    const above = [[TITLE], ['填报单位：敖汉旗', '', '', '单位：元'], ['2020年11月10日'], []];
    const result = run([...above, ...table(fixtureRow(1))]);
    expect(result.entries[0]).toEqual({
      id: 'NMFP-2020-000001',
      name: '敖汉小米',
      brand: '无品牌',
      specification: '400g/袋',
      gtins: ['6999000000018'],
      category: 'grain',
      supplier: { name: '敖汉旗样例1合作社', creditCode: '93150430XX00000014' },
      origin: { banner: '150430', name: '敖汉旗', league: '150400' },
      helps: { how: '订单收购', people: 86 },
      certificate: { number: 'NMFP-2020-000001', validFrom: '2020-11-10', validUntil: '2023-11-09' },
      priceBand: { minFen: 1200, maxFen: 1850 },
      marks: ['geographical-indication'],
      shelfLifeDays: 365,
    });
  });

  it('[CAT-1] takes columns in any order', () => {
    const straight = run(table(fixtureRow(1), fixtureRow(2))).entries;
    const order = fc.shuffledSubarray([...fixtureHeadings.keys()], { minLength: fixtureHeadings.length });
    fc.assert(
      fc.property(order, (places) => {
        const rows = table(fixtureRow(1), fixtureRow(2)).map((row) => places.map((i) => row[i]!));
        expect(run(rows).entries).toEqual(straight);
      }),
    );
  });

  it('[CAT-1] reads headings with full-width signs, spaces, line breaks, units and other words', () => {
    const other: Record<string, string> = {
      产品名称: '品　名',
      统一社会信用代码: '统一社会\n信用代码*',
      商品条码: 'ＧＴＩＮ',
      产地旗县: '旗县（市、区）',
      参考价: '价格区间\n（元）',
      企业名称: '企业（合作社）名称',
      带贫人数: '带动贫困人口（人）',
      保质期: '保质期（月）',
    };
    const rows = [fixtureHeadings.map((h) => other[h] ?? h), fixtureRow(1, { 保质期: '12' })];
    expect(run(rows).entries[0]?.shelfLifeDays).toBe(365);
  });

  it('[CAT-1] reads headings of two rows', () => {
    const at = fixtureHeadings.indexOf('参考价');
    const wide = (row: readonly string[], second: string) => row.toSpliced(at + 1, 0, second);
    const upper = wide(fixtureHeadings, '').with(at, '参考价（元）');
    const lower = upper.map((_, i) => (i === at ? '最低' : i === at + 1 ? '最高' : ''));
    const rows = [[TITLE], upper, lower, wide(fixtureRow(1, { 参考价: '9.9' }), '19.9')];
    expect(run(rows).entries[0]?.priceBand).toEqual({ minFen: 990, maxFen: 1990 });
  });

  it('[CAT-1] reads the validity from one column', () => {
    const at = fixtureHeadings.indexOf('发证日期');
    const rows = table(fixtureRow(1, { 有效期至: '2020-11-10至2023-11-09' })).map((row) =>
      row.toSpliced(at, 1),
    );
    rows[0]![at] = '有效期';
    expect(run(rows).entries[0]?.certificate.validFrom).toBe('2020-11-10');
  });

  it('[CAT-2] names missing columns and the headings found', () => {
    const drop = ['统一社会信用代码', '参考价'];
    const keep = fixtureHeadings.map((h, i) => (drop.includes(h) ? -1 : i)).filter((i) => i >= 0);
    const rows = [[TITLE], ...table(fixtureRow(1)).map((row) => keep.map((i) => row[i]!))];
    const result = importTable({ rows, merges: [] });
    expect(result).toMatchObject({ ok: false, code: 'missing-columns', missing: drop });
    expect(result.ok || result.message.zh).toContain('证书编号');
    expect(result.ok || result.found).toContain('产品名称');
  });

  it.each([
    [[]],
    [
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [[[TITLE]]],
  ])('[CAT-2] says when there is no heading row: %j', (rows) => {
    expect(importTable({ rows, merges: [] })).toMatchObject({ ok: false, code: 'no-headings' });
  });

  it('[CAT-2] says when there is nothing below the headings', () => {
    expect(importTable({ rows: table(), merges: [] })).toMatchObject({ ok: false, code: 'no-products' });
  });
});

describe('rows', () => {
  it('skips what is no product and says so', () => {
    const wide = (cells: string[]) => cells;
    const result = run([
      ...table(fixtureRow(1)),
      wide(['一、赤峰市']),
      fixtureRow(2),
      [],
      [...fixtureHeadings],
      fixtureRow(3),
      wide(['合计', '3', '', '', '', '', '', '', '', '', '258']),
      wide(['备注：以上产品均已公示']),
      wide(['审核人：', '', '填表人：']),
    ]);
    expect(result.counts).toMatchObject({ rows: 3, accepted: 3, rejected: 0, skipped: 5 });
    expect(result.skipped.map((row) => row.kind)).toEqual([
      'section',
      'heading',
      'footer',
      'footer',
      'footer',
    ]);
  });

  it('[CAT-12] gives every reason of a row with column, value and both languages, by the row of the file', () => {
    const changes = { 商品条码: '6.90123E+12', 统一社会信用代码: '123', 有效期至: '', 参考价: '面议' };
    const result = run([[TITLE], ...table(fixtureRow(1), fixtureRow(2, changes))]);
    expect(codes(result)).toEqual(['4 gtin-scientific', '4 credit-length', '4 missing', '4 price-form']);
    expect(result.rejected[0]?.reasons[0]).toMatchObject({ column: '商品条码', value: '6.90123E+12' });
    for (const { message } of result.rejected[0]!.reasons) {
      expect(message.zh).toMatch(/[\u4e00-\u9fff]/);
      expect(message.en).toMatch(/[a-z]/);
    }
    expect(result.counts.byReason).toEqual({
      'gtin-scientific': 1,
      'credit-length': 1,
      missing: 1,
      'price-form': 1,
    });
  });

  it('[CAT-12] refuses control characters and overlong text', () => {
    const result = run(table(fixtureRow(1, { 产品名称: '敖汉\u0007小米', 规格: '袋'.repeat(61) })));
    expect(codes(result)).toEqual(['2 control', '2 too-long']);
  });

  it('[CAT-12] accounts for every row whatever stands in it', () => {
    const cell = fc.oneof(
      fc.string(),
      fc.constantFrom('', '=1+1', '6.9E+12', '敖汉旗', '12-18', '2020-13-45', '\u0000'),
    );
    const row = fc.array(cell, { maxLength: 20 });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), (rows) => {
        const { counts, entries, rejected, skipped } = run([...table(fixtureRow(1)), ...rows]);
        expect(entries.length + rejected.length).toBe(counts.rows);
        expect(counts.rows + skipped.length).toBeLessThanOrEqual(rows.length + 1);
        expect(rejected.every((r) => r.reasons.length > 0)).toBe(true);
      }),
    );
  });
});

describe('duplicates', () => {
  it('[CAT-14] rejects both rows with one certificate number, whatever its case, and names both places', () => {
    const result = run(table(fixtureRow(1), fixtureRow(2), fixtureRow(3, { 证书编号: 'nmfp-2020-000001' })));
    expect(codes(result)).toEqual(['2 duplicate-certificate', '4 duplicate-certificate']);
    expect(result.rejected[0]?.reasons[0]?.message.zh).toMatch(/第 2 行和第 4 行/);
    expect(result.entries.map((entry) => entry.id)).toEqual(['NMFP-2020-000002']);
  });

  it('[CAT-14] knows a barcode again in another length', () => {
    const result = run(
      table(fixtureRow(1, { 商品条码: '036000291452' }), fixtureRow(2, { 商品条码: '0036000291452' })),
    );
    expect(codes(result)).toEqual(['2 duplicate-gtin', '3 duplicate-gtin']);
  });

  it('[CAT-14] counts rows that are rejected anyhow', () => {
    const result = run(table(fixtureRow(1), fixtureRow(2, { 证书编号: 'NMFP-2020-000001', 参考价: '面议' })));
    expect(codes(result)).toEqual(['2 duplicate-certificate', '3 price-form', '3 duplicate-certificate']);
  });
});

describe('merged cells', () => {
  const supplier = fixtureHeadings.indexOf('企业名称');
  const merge = (left: number): Merge => ({ top: 1, left, bottom: 2, right: left });
  const blank = { 企业名称: '', 统一社会信用代码: '', 产地旗县: '' };

  it('[CAT-10] takes supplier and banner from the merged cell above', () => {
    const merges = ['企业名称', '统一社会信用代码', '产地旗县'].map((h) => merge(fixtureHeadings.indexOf(h)));
    const result = run(table(fixtureRow(1), fixtureRow(2, blank)), merges);
    expect(result.entries[1]?.supplier).toEqual(result.entries[0]?.supplier);
    expect(result.entries[1]?.origin.banner).toBe('150430');
  });

  it('[CAT-10] leaves a blank cell blank where nothing is merged, and in every other column', () => {
    const certificate = fixtureHeadings.indexOf('证书编号');
    const rows = table(fixtureRow(1), fixtureRow(2, { 证书编号: '' }), fixtureRow(3, { 企业名称: '' }));
    const result = run(rows, [merge(certificate), merge(supplier)]);
    expect(codes(result)).toEqual(['3 missing', '4 missing']);
  });
});

it('[CAT-13] takes 50,000 rows in a few seconds', () => {
  const rows = Array.from({ length: 50_000 }, (_, i) =>
    fixtureRow(i + 1, i % 10 === 0 ? { 参考价: '面议' } : {}),
  );
  const started = performance.now();
  const { counts } = run(table(...rows));
  expect(counts).toMatchObject({ accepted: 45_000, rejected: 5000 });
  expect(performance.now() - started).toBeLessThan(12_000);
});
