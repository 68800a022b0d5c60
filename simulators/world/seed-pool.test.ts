// The pool against a child of its own that dies, hangs and answers on demand.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSeeds, type SeedAnswer } from './seed-pool.ts';

let folder: string;
let child: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seed-pool-'));
  child = join(folder, 'child.mjs');
  writeFileSync(
    child,
    `process.on('message', ({ seed }) => {
      if (seed === 13) { console.error('out of luck'); process.exit(3); }
      if (seed === 14) return;
      process.send({ report: { seed, violations: [], story: [], pid: process.pid }, tookMs: 1 });
    });
    process.on('disconnect', () => process.exit(0));
    process.send({ ready: true });`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

async function answersOf(seeds: number[], workers: number, more = {}): Promise<SeedAnswer[]> {
  const answers: SeedAnswer[] = [];
  await runSeeds({ seeds, workers, child, onReport: (answer) => void answers.push(answer), ...more });
  return answers.sort((a, b) => a.report.seed - b.report.seed);
}

describe('the seed pool', () => {
  it('runs every seed once, over all its processes', async () => {
    const answers = await answersOf([1, 2, 3, 4, 5, 6, 7], 2);
    expect(answers.map(({ report }) => report.seed)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(answers.flatMap(({ report }) => report.violations)).toEqual([]);
  });

  it('[WORLD-6] a seed that ends its process is a finding with its last words, and the next seeds go on', async () => {
    const answers = await answersOf([12, 13, 15], 1);
    expect(answers.map(({ report }) => report.violations.length)).toEqual([0, 1, 0]);
    expect(answers[1]!.report.violations[0]).toContain('out of luck');
  });

  it('[WORLD-6] a seed that does not end is ended, and is a finding', async () => {
    const answers = await answersOf([14, 15], 1, { seedMs: 200 });
    expect(answers.map(({ report }) => report.violations.length)).toEqual([1, 0]);
  });

  it('begins no further seed once it has heard enough', async () => {
    const heard: number[] = [];
    await runSeeds({
      ...{ seeds: [1, 2, 3, 4], workers: 1, child },
      onReport({ report }) {
        heard.push(report.seed);
        return report.seed < 2;
      },
    });
    expect(heard).toEqual([1, 2]);
  });

  it('says why when a process cannot start', async () => {
    writeFileSync(join(folder, 'broken.mjs'), `throw new Error('no such world');`);
    const run = runSeeds({ seeds: [1], workers: 1, child: join(folder, 'broken.mjs'), onReport: () => true });
    await expect(run).rejects.toThrow(/no such world/);
  });
});
