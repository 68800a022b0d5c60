import { expect, it } from 'vitest';
import { lastDayOf, periodOf } from './period.ts';

it('[STAT-5] periods of one word are whole days of Beijing time', () => {
  const nowMs = Date.parse('2024-02-29T23:30:00Z');
  expect(periodOf('today', nowMs)).toEqual({ from: '2024-03-01', to: '2024-03-01' });
  expect(periodOf('lastMonth', nowMs)).toEqual({ from: '2024-02-01', to: '2024-02-29' });
  expect(periodOf('month', nowMs)).toEqual({ from: '2024-03-01', to: '2024-03-31' });
  expect(periodOf('year', nowMs)).toEqual({ from: '2024-01-01', to: '2024-12-31' });
  expect(lastDayOf('2023-12')).toBe('2023-12-31');
});
