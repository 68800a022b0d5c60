import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createFileAdapter } from './social-network.ts';

it('[CHAN-9] a day is one line a sum; handed over again it takes the place of the first', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zhuangui-network-'));
  try {
    const adapter = createFileAdapter(join(folder, 'out'));
    const sale = { day: '2026-11-20', counter: 'c-1', entry: 'E-1', product: '敖汉小米', creditCode: '' };
    const sums = { sales: 2, salesFen: 5000, refunds: 0, refundsFen: 0 };
    await adapter.send('2026-11-20', []);
    const { reference } = await adapter.send('2026-11-20', [{ ...sale, ...sums }]);
    const lines = (await readFile(join(folder, 'out', reference), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([{ ...sale, ...sums }]);
    expect(await readdir(join(folder, 'out'))).toEqual([reference]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
