import { expect, it } from 'vitest';
import { benchGate } from './gate-bench.ts';

it('[GATE-11] decides within its budget of 20 µs', () => {
  const measured = benchGate(2000);
  expect(measured.decisionUs).toBeLessThan(20);
  expect(measured.ratio).toBeGreaterThan(0);
});
