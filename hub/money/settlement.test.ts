import { describe, expect, it } from 'vitest';
import { earlierFen, type SettledMonth, settlementOf } from './settlement.ts';

const row = (key: string, salesFen: number, earlier: Record<string, number> = {}) => ({
  key,
  name: `企业${key}`,
  sales: 1,
  salesFen,
  earlier,
});

describe('settlement of a month', () => {
  it('[MON-6] is the sum of delivered sales and nothing less', () => {
    const live = new Map([['2026-10', [row('a', 500), row('b', 900)]]]);
    expect(settlementOf('2026-10', live, []).map(({ key, salesFen }) => [key, salesFen])).toEqual([
      ['b', 900],
      ['a', 500],
    ]);
  });

  it('[MON-7] shows what came late to settled months in the next one, once', () => {
    const september: SettledMonth = { month: '2026-09', rows: [row('a', 100)] };
    const live = new Map([
      ['2026-09', [row('a', 130), row('c', 40)]],
      ['2026-10', [row('a', 500)]],
      ['2026-11', [row('b', 1)]],
    ]);
    const october = settlementOf('2026-10', live, [september]);
    expect(october.map(({ key, salesFen, earlier }) => [key, salesFen, earlier])).toEqual([
      ['a', 500, { '2026-09': 30 }],
      ['c', 0, { '2026-09': 40 }],
    ]);
    const november = settlementOf('2026-11', live, [{ month: '2026-10', rows: october }, september]);
    expect(november.map((one) => [one.key, earlierFen(one)])).toEqual([['b', 0]]);
  });
});
