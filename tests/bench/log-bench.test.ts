import { expect, it } from 'vitest';
import { benchLog } from './log-bench.ts';

it('[TLOG-2] an append costs some plain inserts, and a proof stays short however long the log', async () => {
  const { ratio, proofs, leaves } = await benchLog(2_000, 20);
  expect(leaves).toBe(2_000);
  expect(ratio).toBeLessThan(30);
  for (const { bytes } of proofs) expect(bytes).toBeLessThanOrEqual(32 * 12);
});
