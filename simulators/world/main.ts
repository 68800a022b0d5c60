// `npm run world`: seeds of the deterministic world, or planted bugs it has to find.
import { availableParallelism } from 'node:os';
import { plantedBug, plantedBugs } from './planted/bugs.ts';
import { huntAll, huntLine } from './planted-hunt.ts';
import { rowNames } from './recovery-rows.ts';
import { runSeeds } from './seed-pool.ts';
import type { SeedReport } from './seed-report.ts';
import { failureText, figuresText, Tally } from './world-figures.ts';
import { type WorldOptions, worldOptions } from './world-options.ts';

const say = (text: string) => process.stdout.write(`${text}\n`);
/** Stories after this many failed seeds are left out; the command shows them. */
const storiesMax = 5;
const storyLines = 40;

async function seeds(options: WorldOptions, planted: string | undefined): Promise<boolean> {
  const { from, seeds: count, workers, story, json } = options;
  const tally = new Tally(rowNames());
  const failed: SeedReport[] = [];
  const startedAtMs = performance.now();
  await runSeeds({
    seeds: Array.from({ length: count }, (_, at) => from + at),
    workers: Math.min(workers, count),
    planted,
    withStory: story,
    onReport({ report, tookMs }) {
      tally.add(report, tookMs);
      if (story) say([`seed ${report.seed}, trace ${report.traceHash}`, ...report.story].join('\n'));
      if (report.violations.length === 0) return true;
      failed.push(report);
      if (!json && failed.length <= storiesMax) say(failureText(report, story ? 0 : storyLines, planted));
      return true;
    },
  });
  const figures = tally.figures(performance.now() - startedAtMs);
  const failures = failed.map(({ seed, violations }) => ({ seed, violations }));
  say(json ? JSON.stringify({ ...figures, failures }) : figuresText(figures));
  return failed.length === 0;
}

async function plantedHunt(options: WorldOptions): Promise<boolean> {
  const bugs = options.planted === 'all' ? plantedBugs : [plantedBug(options.planted!)];
  const hunts = await huntAll(bugs, options.workers, (ended) => !options.json && say(huntLine(ended)));
  const missed = hunts.filter(({ found }) => found === undefined).length;
  if (options.json)
    say(
      JSON.stringify(
        hunts.map(({ bug, found, tookMs }) => ({ name: bug.name, what: bug.what, found, tookMs })),
      ),
    );
  else say(`${hunts.length - missed} of ${hunts.length} planted bugs found`);
  return missed === 0;
}

try {
  const args = process.argv.slice(2);
  const options = worldOptions(args, availableParallelism());
  const isHunt = options.planted !== undefined && !args.includes('--seed');
  if (options.planted !== undefined && options.planted !== 'all') plantedBug(options.planted);
  const isWell = isHunt ? await plantedHunt(options) : await seeds(options, options.planted);
  process.exitCode = isWell ? 0 : 1;
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
