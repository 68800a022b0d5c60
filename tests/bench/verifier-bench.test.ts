import { expect, it } from 'vitest';
import { benchVerifier } from './verifier-bench.ts';

it('[VER-9] judges made-up journals of many lines without a violation, and says how fast', async () => {
  const bench = await benchVerifier(6_000);
  expect(bench.report.violations).toEqual([]);
  expect(bench.lines).toBeGreaterThan(6_000);
  expect(bench.report.checked['permits of sales']).toBe(2 * bench.report.checked['orders']!);
  // Nothing is measured here: a busy machine must not fail a test.
  expect(bench.linesPerSecond).toBeGreaterThan(0);
});
