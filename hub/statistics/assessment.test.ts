import { expect, it } from 'vitest';
import { assess, defaultWeights } from './assessment.ts';
import { noSums } from './sums.ts';

it('[STAT-8] [STAT-9] change and refunds take nothing from what is reached: they were never sales', () => {
  const row = { ...noSums(), key: '150100', name: '呼和浩特市', counters: 1, online: 1 };
  const sold = { ...row, sales: 1, salesFen: 1200, refunds: 1, refundsFen: 800, targetFen: 1200 };
  expect(assess([sold], defaultWeights, 1)[0]!.points.target).toBe(100);
});
