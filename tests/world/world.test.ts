// The world in every test run: a fixed set of seeds, fresh ones, those that once found something, and planted bugs.
// `npm run world` does the same at length.
import { beforeAll, describe, expect, it } from 'vitest';
import { plantedBug } from '../../simulators/world/planted/bugs.ts';
import { hunt } from '../../simulators/world/planted-hunt.ts';
import { runSeeds, type SeedAnswer } from '../../simulators/world/seed-pool.ts';
import { failureText, replayCommand } from '../../simulators/world/world-figures.ts';
import { foundSeeds } from './found-seeds.ts';

const fixedSeeds = 5;
const freshSeeds = 3;
/** Another one every day and run; printed, so that what it finds can be found again. */
const freshFrom = 1_000_000 + (Math.floor(Date.now() / 1000) % 1_000_000_000);
/** Bugs with a seed that finds them; `npm run world -- --planted` hunts them all, from seed 1 on. */
const quickBugs = [
  { name: 'refund-timeout-means-done', seed: 2 },
  { name: 'delivered-assumed-after-crash', seed: 2 },
  { name: 'lists-of-the-start', seed: 2 },
  { name: 'hub-counts-repeats', seed: 2 },
  { name: 'retry-with-a-new-payment', seed: 2 },
];
/** Seeds change what they do when the world does; the next ones find the same bug. */
const quickSeeds = 4;

const range = (from: number, count: number) => Array.from({ length: count }, (_, at) => from + at);

async function reportsOf(seeds: readonly number[]): Promise<SeedAnswer['report'][]> {
  const reports: SeedAnswer['report'][] = [];
  await runSeeds({ seeds, workers: 1, onReport: ({ report }) => void reports.push(report) });
  return reports;
}

const failuresOf = (reports: readonly SeedAnswer['report'][]) =>
  reports.filter(({ violations }) => violations.length > 0).map((report) => failureText(report, 15));

describe('the world', () => {
  it('[WORLD-3, WORLD-4] breaks no promise in the fixed seeds, with faults on and after they healed', async () => {
    const reports = await reportsOf(range(1, fixedSeeds));
    expect(failuresOf(reports)).toEqual([]);
    expect(reports).toHaveLength(fixedSeeds);
    for (const { seed, orders, counters } of reports) {
      expect(counters, `counters of seed ${seed}`).toBeGreaterThanOrEqual(3);
      expect(orders, `orders of seed ${seed}`).toBeGreaterThanOrEqual(20);
    }
  }, 120_000);

  it('[WORLD-3, WORLD-4] breaks no promise in fresh seeds', async () => {
    console.log(
      `fresh seeds of the world: ${freshFrom} and ${freshSeeds - 1} more; ${replayCommand(freshFrom)}`,
    );
    expect(failuresOf(await reportsOf(range(freshFrom, freshSeeds)))).toEqual([]);
  }, 120_000);

  it('[WORLD-1] is the same for the same seed, twice in one process and in another', async () => {
    const seeds = [2, freshFrom];
    const [first, second] = await Promise.all([
      reportsOf([...seeds, ...seeds]),
      reportsOf(seeds.toReversed()),
    ]);
    const hashes = new Map(first.map(({ seed, traceHash }) => [seed, traceHash]));
    for (const { seed, traceHash } of [...first, ...second])
      expect(traceHash, `seed ${seed}`).toBe(hashes.get(seed));
    expect(new Set(hashes.values()).size).toBe(seeds.length);
  }, 120_000);

  it.for(quickBugs)('[WORLD-5] finds the planted bug $name', { timeout: 120_000 }, async ({ name, seed }) => {
    const { bug, found, others } = await hunt(plantedBug(name), seed, quickSeeds);
    expect(found, others.join('\n')).toBeDefined();
    expect(bug.invariants).toContain(found!.invariant);
  });
});

describe('seeds that once found something', () => {
  const reports = new Map<number, SeedAnswer['report']>();
  beforeAll(async () => {
    for (const report of await reportsOf(foundSeeds.map(({ seed }) => seed)))
      reports.set(report.seed, report);
  }, 120_000);

  it('[WORLD-7] are there, each under a name of its own', () => {
    expect(foundSeeds.length).toBeGreaterThan(0);
    for (const { name, wrong } of foundSeeds) expect(`${name}${wrong}`.length).toBeGreaterThan(20);
    expect(new Set(foundSeeds.map(({ name }) => name)).size).toBe(foundSeeds.length);
  });

  it.for(foundSeeds)('[WORLD-7] seed $seed: $name', ({ seed }) => {
    expect(failuresOf([reports.get(seed)!])).toEqual([]);
  });
});
