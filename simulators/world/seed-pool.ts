// Seeds in child processes: one after the other in each, all cores at work, a process that dies or hangs is a finding.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { SeedReport } from './seed-report.ts';

export interface SeedQuestion {
  seed: number;
  withStory: boolean;
}

export interface SeedAnswer {
  report: SeedReport;
  tookMs: number;
}

export interface PoolOptions {
  seeds: Iterable<number>;
  workers: number;
  planted?: string | undefined;
  withStory?: boolean;
  /** Longer than this, and the seed is given up. Default 3 minutes, for a busy machine. */
  seedMs?: number;
  /** In the order in which they end; false: no further seed begins. */
  onReport(answer: SeedAnswer): boolean | undefined;
  /** Default: `seed-child.ts`. */
  child?: string;
}

const seedChild = join(import.meta.dirname, 'seed-child.ts');

/** Resolves when all seeds have ended, or those that had begun when nobody wanted more. */
export async function runSeeds(options: PoolOptions): Promise<void> {
  const seeds = options.seeds[Symbol.iterator]();
  let isWanted = true;
  const next = () => {
    const { done, value } = isWanted ? seeds.next() : { done: true, value: 0 };
    return done ? undefined : (value as number);
  };
  const work = async () => {
    for (let seed = next(); seed !== undefined; ) {
      const child = startChild(options);
      try {
        await child.ready;
        while (seed !== undefined) {
          const answer = await child.ask(seed);
          if (options.onReport(answer) === false) isWanted = false;
          seed = next();
          if (child.isOver()) break;
        }
      } finally {
        await child.end();
      }
    }
  };
  await Promise.all(Array.from({ length: options.workers }, work));
}

function startChild({ planted, withStory = false, seedMs = 180_000, child: path = seedChild }: PoolOptions) {
  const child: ChildProcess = fork(path, planted === undefined ? [] : [planted], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
  });
  let errors = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4000);
  });
  const exited = once(child, 'exit');
  const died = exited.then(async () => {
    if (!child.stderr!.readableEnded) await once(child.stderr!, 'close');
  });

  async function ask(seed: number): Promise<SeedAnswer> {
    const startedAtMs = performance.now();
    const timer = setTimeout(() => child.kill('SIGKILL'), seedMs);
    const message = new AbortController();
    const answered = once(child, 'message', { signal: message.signal }).then(
      ([answer]) => answer as SeedAnswer,
    );
    answered.catch(() => {});
    child.send({ seed, withStory } satisfies SeedQuestion);
    const answer = await Promise.race([answered, died.then(() => undefined)]);
    clearTimeout(timer);
    message.abort();
    return answer ?? { report: lost(seed, errors), tookMs: performance.now() - startedAtMs };
  }

  const ready = Promise.race([
    once(child, 'message'),
    died.then(() => {
      throw new Error(`The world did not start:\n${errors}`);
    }),
  ]);
  died.catch(() => {});
  return {
    ready,
    ask,
    isOver: () => child.exitCode !== null || child.signalCode !== null,
    async end() {
      if (child.connected) child.disconnect();
      await died;
    },
  };
}

/** A seed that ended its process, or did not end. */
function lost(seed: number, errors: string): SeedReport {
  return {
    ...{ seed, traceHash: '', events: 0, virtualMs: 0, orders: 0, counters: 0, lives: 0 },
    violations: [`world: the process ended or was ended before the seed did. ${errors.trim().slice(-600)}`],
    ...{ faults: {}, recoveryRows: {}, story: errors.trim().split('\n').slice(-20) },
  };
}
