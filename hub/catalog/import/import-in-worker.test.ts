import { describe, expect, it } from 'vitest';
import { toCsv } from '../../platform/csv.ts';
import { fixtureHeadings, fixtureRow } from './fixtures.ts';
import { importInWorker } from './import-in-worker.ts';

describe('import in a thread of its own', () => {
  it('gives what importFile gives', async () => {
    const bytes = Buffer.from(toCsv([fixtureHeadings, fixtureRow(1), fixtureRow(2, { 参考价: '面议' })]));
    const result = await importInWorker(bytes, 'a.csv');
    expect(result).toMatchObject({ ok: true, counts: { accepted: 1, rejected: 1 } });
  });

  it('[JOB-1] tells how many rows are read', async () => {
    const rows = Array.from({ length: 1200 }, (_, i) => fixtureRow(i + 1));
    const told: [number, number][] = [];
    await importInWorker(Buffer.from(toCsv([fixtureHeadings, ...rows])), 'a.csv', undefined, (...one) =>
      told.push(one),
    );
    expect(told).toEqual([
      [500, 1201],
      [1000, 1201],
    ]);
  });

  it('gives the refusal of a file', async () => {
    expect(await importInWorker(Buffer.from('x'), 'a.xlsx')).toMatchObject({ ok: false, code: 'wrong-name' });
  });

  it('gives up after its time', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => fixtureRow(i + 1));
    const result = await importInWorker(Buffer.from(toCsv([fixtureHeadings, ...rows])), 'a.csv', 1);
    expect(result).toMatchObject({
      ok: false,
      code: 'worker',
      message: { en: expect.stringContaining('took too long') },
    });
  });
});
