import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, checkRow, identityOf } from './report-rows.ts';
import { fenOf, rowsOfTable } from './report-table.ts';

const context = {
  today: '2026-11-23',
  productOf: (id: string) => (id === 'E-1' ? '敖汉小米' : undefined),
  programme: '区内消费扶贫',
};
const good = { day: '2026-11-20', product: '武川莜面', certified: true, amountFen: 12_345, count: 3 };
const codes = (row: unknown) => {
  const checked = checkRow(row, context);
  return checked.ok ? [] : checked.reasons.map(({ code }) => code);
};

describe('a reported row', () => {
  it('[CHAN-3] that is right counts, with the channel’s programme and the catalog’s name', () => {
    expect(checkRow({ ...good, product: undefined, entry: 'E-1' }, context)).toEqual({
      ok: true,
      row: { ...good, product: '敖汉小米', entry: 'E-1', programme: '区内消费扶贫' },
    });
  });

  it.each([
    [{ day: '2026-02-30' }, 'day'],
    [{ day: '2026-11-24' }, 'day-future'],
    [{ day: '2019-12-31' }, 'day-early'],
    [{ product: ' ' }, 'product'],
    [{ product: 'a\u0000b' }, 'product'],
    [{ entry: 'E-9' }, 'entry'],
    [{ creditCode: '91150102MA0N000000' }, 'credit-code'],
    [{ certified: '是' }, 'certified'],
    [{ amountFen: 1.5 }, 'amount'],
    [{ amountFen: -1 }, 'amount'],
    [{ amountFen: 10_000_000_001 }, 'amount'],
    [{ count: 0 }, 'count'],
    [{ programme: 'x'.repeat(41) }, 'programme'],
    [{ fee: 1 }, 'field'],
  ])('[CHAN-3] %j is named as %s', (change, code) => {
    expect(codes({ ...good, ...change })).toEqual([code]);
  });

  it('[CHAN-3] every mistake of a row is named, and nothing makes the check fail', () => {
    expect(codes({})).toEqual(['day', 'product', 'certified', 'amount', 'count']);
    fc.assert(fc.property(fc.anything(), (given) => checkRow(given, context).ok || codes(given).length > 0));
  });

  it('[CHAN-4] is the same sale whatever its amount; the order of fields is no difference', () => {
    const other = { ...good, programme: 'x' };
    expect(identityOf({ ...other, amountFen: 1 })).toBe(identityOf(other));
    expect(identityOf({ ...other, certified: false })).not.toBe(identityOf(other));
    expect(canonical({ a: 1, b: [{ d: 2, c: 'x' }] })).toBe(canonical({ b: [{ c: 'x', d: 2 }], a: 1 }));
  });
});

describe('an uploaded table', () => {
  const table = [
    ['消费扶贫专馆销售表'],
    ['日期', '商品名称', '是否认定', '金额（元）', '数量', '统一社会信用代码'],
    ['2026/11/20', '武川莜面', '是', '¥1,234.50', '3', ''],
    ['', '', '', '', '', ''],
    ['昨天', '奈曼甘薯', '不知道', '12.345', 'x', ''],
  ];
  it('[CHAN-6] is read by its headings; what cannot be read is left for the check to name', () => {
    const read = rowsOfTable(table);
    if (!read.ok) throw new Error(read.en);
    expect(read.rows[0]).toEqual({
      line: 3,
      given: { day: '2026-11-20', product: '武川莜面', certified: true, amountFen: 123_450, count: 3 },
    });
    expect(read.rows[1]!.line).toBe(5);
    expect(codes(read.rows[1]!.given)).toEqual(['day', 'certified', 'amount', 'count']);
  });

  it('[CHAN-6] without its columns is refused with their names', () => {
    expect(rowsOfTable([['a', 'b']])).toMatchObject({ ok: false });
    expect(rowsOfTable([['日期', '商品', '数量', '是否认定']])).toMatchObject({
      ok: false,
      zh: '缺少列：金额',
    });
  });

  it('[CHAN-3] yuan become fen by their digits', () => {
    expect(['0.1', '12', '1,000.05', '3.5元', '1.505'].map(fenOf)).toEqual([10, 1200, 100_005, 350, '1.505']);
  });
});
