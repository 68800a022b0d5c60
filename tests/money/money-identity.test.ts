import { expect, it } from 'vitest';
import { pendingBoundMs, soak } from './soak.ts';

it('[INC-9, INC-10, INC-11, INC-12, INC-13] random sales with every fault: paid = delivered + refunded', async () => {
  const report = await soak({ sales: 150, seed: 20_261_123 });
  expect(report.violations).toEqual([]);
  expect(report.pendingFen).toBe(0);
  expect(report.paidFen).toBe(report.deliveredFen + report.refundedFen);
  expect(report.settledAfterMs).toBeLessThan(pendingBoundMs);
  // A soak in which nothing happened proves nothing.
  expect(report.items.delivered).toBeGreaterThan(80);
  expect(report.refunds).toBeGreaterThan(50);
  expect(report.lives).toBeGreaterThan(10);
  expect(report.sales).toBeGreaterThanOrEqual(150);
  const struck = Object.keys(report.faults).filter((kind) => report.faults[kind]! > 0);
  expect(struck.filter((kind) => kind.startsWith('gateway: ')).length).toBeGreaterThanOrEqual(7);
  expect(struck.length).toBeGreaterThan(25);
}, 480_000);
