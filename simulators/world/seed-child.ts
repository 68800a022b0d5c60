// A process that runs seeds for somebody else. With a name in its arguments it plants that bug before it loads any
// production code.
import { plantedBug } from './planted/bugs.ts';
import { plant } from './planted/hooks.ts';
import type { SeedAnswer, SeedQuestion } from './seed-pool.ts';

const [name] = process.argv.slice(2);
if (name !== undefined) plant(plantedBug(name));
const { runSeed } = await import('./run-seed.ts');

process.on('message', ({ seed, withStory }: SeedQuestion) => void answer(seed, withStory));
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });

async function answer(seed: number, withStory: boolean): Promise<void> {
  const startedAtMs = performance.now();
  const report = await runSeed(seed);
  const isTold = withStory || report.violations.length > 0;
  const told: SeedAnswer = {
    report: isTold ? report : { ...report, story: [] },
    tookMs: performance.now() - startedAtMs,
  };
  process.send?.(told);
}
