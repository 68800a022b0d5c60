import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counterHeadings, readCounters, siteKindNames } from './import-counters.ts';

const heading = Object.values(counterHeadings).map(([first]) => first!);
const row = (id: string, change: Record<string, string> = {}) => {
  const values: Record<string, string> = {
    id,
    name: '政务大厅专柜',
    siteKind: '机关',
    address: '新华大街 1 号',
    banner: '敖汉旗',
    hostUnit: '敖汉旗政府',
    operatingCompany: '草原公司',
    longitude: '119.9',
    latitude: '42.3',
    programme: '定点扶贫',
    route: '',
    driver: '',
    ...change,
  };
  return Object.keys(counterHeadings).map((name) => values[name]!);
};
const read = (rows: string[][], taken: string[] = []) =>
  readCounters({ rows: [['2020年专柜登记表'], heading, ...rows], merges: [] }, (id) => taken.includes(id));

describe('a table of counters', () => {
  it('[FLT-9] reads what is right', () => {
    const { counters, rejected } = read([
      row('AH-001'),
      row('ah-002', { banner: '150430', longitude: '', latitude: '' }),
    ]);
    expect(rejected).toEqual([]);
    expect(counters[0]).toEqual({
      row: 3,
      counter: {
        id: 'ah-001',
        name: '政务大厅专柜',
        siteKind: 'agency',
        address: '新华大街 1 号',
        banner: '150430',
        league: '150400',
        hostUnit: '敖汉旗政府',
        operatingCompany: '草原公司',
        latitude: 42.3,
        longitude: 119.9,
        programme: '定点扶贫',
      },
    });
    expect(counters[1]?.counter).not.toHaveProperty('latitude');
  });

  it.each([
    ['a!', {}, 'invalid', '专柜编号'],
    ['ah-003', { siteKind: '公园' }, 'site-kind', '场所类型'],
    ['ah-003', { banner: '长沙县' }, 'banner', '旗县区'],
    ['ah-003', { latitude: '119.9', longitude: '42.3' }, 'position', '纬度'],
    ['ah-003', { latitude: '北纬42' }, 'position', '纬度'],
    ['ah-003', { name: '' }, 'invalid', '专柜名称'],
    ['ah-001', {}, 'duplicate', '专柜编号'],
    ['ah-009', {}, 'exists', '专柜编号'],
  ])('[FLT-9] names what is wrong with %s %j', (id, change, reason, column) => {
    const { counters, rejected } = read([row('ah-001'), row(id, change)], ['ah-009']);
    expect(counters).toHaveLength(1);
    expect(rejected).toMatchObject([{ row: 4, reason, column }]);
    expect(rejected[0]!.zh.length).toBeGreaterThan(3);
  });

  it('[FLT-9] says which columns are missing, and skips empty rows', () => {
    expect(readCounters({ rows: [['编号', '名称']], merges: [] }, () => false).rejected).toMatchObject([
      { reason: 'heading', zh: expect.stringContaining('旗县区') },
    ]);
    expect(readCounters({ rows: [], merges: [] }, () => false).rejected).toHaveLength(1);
    expect(read([row('ah-001'), heading.map(() => ' ')])).toMatchObject({
      counters: { length: 1 },
      rejected: [],
    });
  });

  it('[FLT-9] accounts for every row, whatever stands in it, and never takes an id twice', () => {
    const cell = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom('', '<script>', '=1+1', ...Object.values(siteKindNames)),
    );
    const rows = fc.array(
      fc.oneof(
        fc.array(cell, { minLength: 12, maxLength: 12 }),
        fc.constantFrom('ah-1', 'ah-22', 'ah-333').map((id) => row(id)),
      ),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(rows, (given) => {
        const { counters, rejected } = read(given);
        const named = new Set([...counters.map((one) => one.row), ...rejected.map((one) => one.row)]);
        const filled = given.flatMap((cells, at) =>
          cells.every((text) => text.trim() === '') ? [] : [at + 3],
        );
        expect([...named].sort((a, b) => a - b)).toEqual(filled);
        expect(new Set(counters.map(({ counter }) => counter.id)).size).toBe(counters.length);
      }),
    );
  });
});
