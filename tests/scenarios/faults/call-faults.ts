// Rows 5 and 6: system calls of the real processes that are their last, or that fail.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault, FaultContext, FaultReport } from '../../../simulators/faults/fault.ts';
import { attachTracer, type Injection, tracedFromStart } from '../../../simulators/faults/strace.ts';
import { inLanes } from '../rig/lanes.ts';
import type { Rig } from '../rig/rig.ts';
import { healedAndJudged, moneyProblems, withRig } from './counter-rig.ts';
import type { Stage } from './stage.ts';
import { journalLosses, Writer } from './writer.ts';
import { writerCounter } from './writer-words.ts';

const engines = ['sqlite3', 'node:sqlite'] as const;
const syncs = ['fsync', 'fdatasync'] as const;
const writes = ['pwrite64', 'write'] as const;
const databaseIn = (folder: string) => ['counter.db', 'counter.db-wal'].map((name) => join(folder, name));

interface Case {
  engine: (typeof engines)[number];
  injection: Omit<Injection, 'paths'>;
}

const wordsOf = ({ engine, injection: { calls, what, nth } }: Case) =>
  `${engine}, ${what} at ${calls[0]} ${nth}`;

interface WriterEnd {
  fired: boolean;
  acked: number;
  lost: number;
  problems: string[];
}

/** One writer under the tracer from its start; then the journal is opened as at a start and compared with the acks. */
async function writerCase(one: Case): Promise<WriterEnd> {
  const folder = mkdtempSync(join(tmpdir(), 'fault-call-'));
  try {
    const { engine, injection } = one;
    const launch = tracedFromStart({ ...injection, paths: databaseIn(folder) });
    const writer = new Writer({ how: 'journal', engine, folder, count: 60 }, launch);
    await writer.until(60);
    const fired = writer.wasKilled || writer.failed !== undefined;
    await writer.kill();
    const { problems, lost } = await journalLosses({ folder, engine }, writerCounter, writer.acks);
    return {
      fired,
      lost,
      acked: writer.acks.length,
      problems: problems.map((problem) => `${wordsOf(one)}: ${problem}`),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function writerCases(cases: readonly Case[], { tell }: FaultContext): Promise<FaultReport> {
  const found = await inLanes(2, cases, (one) => {
    tell(wordsOf(one));
    return writerCase(one);
  });
  const fired = found.filter((one) => one.fired).length;
  const violations = found.flatMap(({ problems }) => problems);
  if (fired * 3 < found.length) violations.push(`only ${fired} of ${found.length} injections happened`);
  return {
    runs: found.length,
    violations,
    figure: `${fired} of ${found.length} injections hit, ${sum(found.map((one) => one.lost))} of ${sum(found.map((one) => one.acked))} acknowledged lines lost`,
  };
}

const sum = (parts: readonly number[]) => parts.reduce((total, one) => total + one, 0);

const numbers = (count: number, step: number, from: number) =>
  Array.from({ length: count }, (_, index) => from + index * step);

/** ~200 kill points over both engines. */
const killCases = ({ quick, seed }: FaultContext): Case[] =>
  engines.flatMap((engine) => [
    ...numbers(quick ? 3 : 35, quick ? 11 : 2, 1 + (seed % 2)).map((nth) => ({
      engine,
      injection: { calls: syncs, what: 'kill' as const, nth },
    })),
    ...numbers(quick ? 3 : 65, quick ? 23 : 3, 1 + (seed % 3)).map((nth) => ({
      engine,
      injection: { calls: writes, what: 'kill' as const, nth },
    })),
  ]);

const errorCases = ({ quick, seed }: FaultContext): Case[] =>
  engines.flatMap((engine) =>
    (
      [
        [syncs, 'EIO'],
        [writes, 'EIO'],
        [writes, 'ENOSPC'],
      ] as const
    ).flatMap(([calls, what]) =>
      numbers(quick ? 1 : 12, 7, 12 + (seed % 5)).map((nth) => ({ engine, injection: { calls, what, nth } })),
    ),
  );

/** The tracer is on before the shopper touches the screen; the agent dies at its nth sync. */
async function killedAgent(stage: Stage, calls: readonly string[], nth: number) {
  let hit = false;
  const problems = await withRig(stage, {}, `agent killed at ${calls[0]} ${nth}`, async (rig) => {
    const paths = databaseIn(rig.folder);
    const tracer = await attachTracer(rig.counter().pid, { calls, what: 'kill', nth, paths });
    await rig.sell([1]);
    await Promise.race([rig.counter().gone(), rig.settle().catch(() => rig.counter().gone())]);
    hit = rig.counter().wasKilled;
    await tracer.detach();
    if (hit) await rig.restartCounter();
    return (await healedAndJudged(rig)).problems;
  });
  return { hit, problems };
}

async function killedAgents(stage: Stage, { quick, seed }: FaultContext): Promise<FaultReport> {
  const cases = quick
    ? [{ calls: syncs, nth: 1 + (seed % 4) }]
    : [
        ...numbers(8, 1, 1).map((nth) => ({ calls: syncs, nth })),
        ...numbers(8, 3, 1).map((nth) => ({ calls: writes, nth })),
      ];
  const found = await inLanes(2, cases, ({ calls, nth }) => killedAgent(stage, calls, nth));
  const hits = found.filter(({ hit }) => hit).length;
  const violations = found.flatMap(({ problems }) => problems);
  if (hits === 0) violations.push('no injection happened');
  return { runs: found.length, violations, figure: `${hits} of ${found.length} agents died in the sale` };
}

interface Failing {
  name: string;
  injection: Omit<Injection, 'paths' | 'nth'>;
  /** Injected before the shopper touches the screen, or after the money came. */
  when: 'before' | 'paying';
}

const failing: readonly Failing[] = [
  {
    name: 'EIO on sync before the order',
    injection: { calls: syncs, what: 'EIO', after: true },
    when: 'before',
  },
  { name: 'EIO on sync while paying', injection: { calls: syncs, what: 'EIO', after: true }, when: 'paying' },
  {
    name: 'EIO on write while paying',
    injection: { calls: writes, what: 'EIO', after: true },
    when: 'paying',
  },
  {
    name: 'ENOSPC on write before the order',
    injection: { calls: writes, what: 'ENOSPC', after: true },
    when: 'before',
  },
  {
    name: 'ENOSPC on write while paying',
    injection: { calls: writes, what: 'ENOSPC', after: true },
    when: 'paying',
  },
];

/** A running counter refuses the next order; one that has ended sells nothing either. */
async function refuses(rig: Rig): Promise<{ stopMs: number; problem: string | undefined }> {
  const from = performance.now();
  const until = from + 5000;
  for (;;) {
    const answer = rig.counter().isRunning ? await rig.sell([2]).catch(() => undefined) : undefined;
    if (!answer?.accepted) return { stopMs: performance.now() - from, problem: undefined };
    if (performance.now() > until) return { stopMs: 5000, problem: 'went on selling for 5 s' };
  }
}

async function failingAgent(stage: Stage, one: Failing) {
  let stopMs = 0;
  const change = { payAfterMs: one.when === 'paying' ? 1500 : 20 };
  const problems = await withRig(stage, change, one.name, async (rig) => {
    const inject = () =>
      attachTracer(rig.counter().pid, { ...one.injection, nth: 1, paths: databaseIn(rig.folder) });
    const found: string[] = [];
    let tracer: Awaited<ReturnType<typeof inject>>;
    if (one.when === 'before') {
      tracer = await inject();
      const answer = await rig.sell([1]).catch(() => undefined);
      if (answer?.accepted) found.push('an order was accepted that could not be written');
    } else {
      await rig.sell([1]);
      tracer = await inject();
      await new Promise((resolve) => setTimeout(resolve, 1700));
    }
    const refused = await refuses(rig);
    stopMs = refused.stopMs;
    if (refused.problem) found.push(refused.problem);
    if (stopMs > 1000) found.push(`stopped selling only after ${Math.round(stopMs)} ms`);
    await tracer.detach();
    // JRN-12: a failed journal ends the process; whoever keeps it running starts it again.
    if (one.injection.what === 'EIO') await rig.counter().gone();
    if (rig.counter().isRunning) await rig.killCounter();
    await rig.restartCounter();
    const judged = await healedAndJudged(rig);
    return [...found, ...judged.problems, ...moneyProblems(judged)];
  });
  return { stopMs, problems };
}

async function failingAgents(stage: Stage, { quick, tell }: FaultContext): Promise<FaultReport> {
  const cases = quick ? failing.slice(1, 2) : failing;
  const found = await inLanes(2, cases, (one) => {
    tell(one.name);
    return failingAgent(stage, one);
  });
  const slowest = Math.round(Math.max(...found.map(({ stopMs }) => stopMs)));
  return {
    runs: found.length,
    violations: found.flatMap(({ problems }) => problems),
    figure: `the next order was refused after ${slowest} ms at most`,
  };
}

export const callFaults = (stage: Stage): Fault[] => [
  {
    id: '5a',
    name: 'kill at the nth sync or write, journal',
    needs: ['strace'],
    run: (context) => writerCases(killCases(context), context),
  },
  {
    id: '5b',
    name: 'kill at the nth sync or write, selling agent',
    needs: ['strace'],
    run: (context) => killedAgents(stage, context),
  },
  {
    id: '6a',
    name: 'EIO and ENOSPC, journal',
    needs: ['strace'],
    run: (context) => writerCases(errorCases(context), context),
  },
  {
    id: '6b',
    name: 'EIO and ENOSPC, selling agent',
    needs: ['strace'],
    run: (context) => failingAgents(stage, context),
  },
];
