import { expect, it } from 'vitest';
import type { DayTotal } from '../../ledger/group-draft.ts';
import { createDaySums } from './day-sums.ts';

const none = { sales: 0, salesFen: 0, refunds: 0, refundsFen: 0, notDelivered: 0, unknown: 0 };
const total = (day: string, counter: string, sales: number, refunds = 0): DayTotal => ({
  ...none,
  ...{ day, counter, entry: 'E-1', method: 'wechat' },
  ...{ sales, salesFen: 100 * sales, refunds, refundsFen: 50 * refunds },
});

it('[HTTP-6] carries sums on from commit to commit, late lines included, and begins each day anew', () => {
  const sums = createDaySums({
    day: '2020-11-20',
    allTime: { ...none, sales: 10, salesFen: 1000 },
    perCounter: [{ ...none, counter: 'c-1', sales: 2, salesFen: 200 }],
  });
  sums.add([total('2020-11-20', 'c-1', 1, 1), total('2020-11-19', 'c-2', 3)], '2020-11-20');
  expect(sums.today('2020-11-20')).toEqual({ sales: 3, salesFen: 300, refunds: 1, refundsFen: 50 });
  expect(sums.todayOf('c-1', '2020-11-20')).toMatchObject({ sales: 3, salesFen: 300 });
  expect(sums.todayOf('c-2', '2020-11-20')).toMatchObject({ sales: 0 });
  expect(sums.allTime()).toMatchObject({ sales: 14, salesFen: 1400 });
  expect(sums.today('2020-11-21')).toMatchObject({ sales: 0 });
  expect(sums.todayOf('c-1', '2020-11-21')).toMatchObject({ sales: 0 });
  sums.add([total('2020-11-21', 'c-2', 1), total('2020-11-20', 'c-1', 1)], '2020-11-21');
  expect(sums.today('2020-11-21')).toMatchObject({ sales: 1 });
  expect(sums.allTime()).toMatchObject({ sales: 16 });
});
