// How soon an installed agent sells and how much memory it takes, beside an empty Node started the same way.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  type AgentProcess,
  pause,
  processorMs,
  residentBytes,
  sell,
  shopperView,
  startAgentProcess,
  untilSelling,
} from './agent-process.ts';
import { asInstalled, openStand, type Stand } from './stand.ts';

export interface StartBench {
  entries: number;
  /** From the start of the process to the first slot for sale: on an empty folder, and the best of the later ones. */
  firstStartMs: number;
  startMs: number;
  /** Processor time of a later start until the first slot for sale: the least, as other work does not count. */
  processorMs: number;
  /** From the start of an empty process to its first word. */
  emptyStartMs: number;
  /** Resident: after a later start, after the sales, and of the empty process. */
  startBytes: number;
  sales: number;
  soldBytes: number;
  emptyBytes: number;
  ratioStart: number;
  ratioMemory: number;
}

export interface StartBenchOptions {
  entries?: number;
  sales?: number;
  /** Starts after the first one; default 4. */
  starts?: number;
}

/** Long enough for what a start leaves behind to be done: the hub's answer, the first telemetry. */
const settleMs = 2_000;

async function emptyProcess(stand: Stand): Promise<{ startMs: number; bytes: number }> {
  const { execArgv, env } = asInstalled(stand.folder);
  const start = performance.now();
  const script = 'console.log("here"); setInterval(() => {}, 1000)';
  const child = spawn(process.execPath, [...execArgv, '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
  });
  const ended = once(child, 'exit');
  await once(child.stdout!, 'data');
  const startMs = performance.now() - start;
  await pause(settleMs);
  const bytes = residentBytes(child.pid!);
  child.kill();
  await ended;
  return { startMs, bytes };
}

interface Started {
  agent: AgentProcess;
  ms: number;
  processor: number;
}

async function startSelling(stand: Stand): Promise<Started> {
  const start = performance.now();
  const agent = await startAgentProcess(stand);
  await untilSelling(agent);
  return { agent, ms: performance.now() - start, processor: processorMs(agent.child.pid!) };
}

async function sellMany(agent: AgentProcess, sales: number): Promise<void> {
  const slots = (await shopperView(agent.screen)).slots.map(({ slot }) => slot);
  for (let sale = 0; sale < sales; sale += 1) await sell(agent.screen, slots[sale % slots.length]!);
}

async function measure(stand: Stand, options: Required<StartBenchOptions>): Promise<StartBench> {
  const first = await startSelling(stand);
  await first.agent.stop();
  let best = Number.POSITIVE_INFINITY;
  let leastProcessor = Number.POSITIVE_INFINITY;
  let empty = { startMs: Number.POSITIVE_INFINITY, bytes: 0 };
  for (let start = 0; ; start += 1) {
    const { agent, ms, processor } = await startSelling(stand);
    try {
      best = Math.min(best, ms);
      leastProcessor = Math.min(leastProcessor, processor);
      const { startMs, bytes } = await emptyProcess(stand);
      empty = { startMs: Math.min(empty.startMs, startMs), bytes };
      if (start + 1 < options.starts) continue;
      const startBytes = residentBytes(agent.child.pid!);
      await sellMany(agent, options.sales);
      return {
        entries: options.entries,
        firstStartMs: first.ms,
        startMs: best,
        processorMs: leastProcessor,
        emptyStartMs: empty.startMs,
        startBytes,
        sales: options.sales,
        soldBytes: residentBytes(agent.child.pid!),
        emptyBytes: empty.bytes,
        ratioStart: best / empty.startMs,
        ratioMemory: startBytes / empty.bytes,
      };
    } finally {
      await agent.stop();
    }
  }
}

/** Budgets: below 120 MB resident, ready to sell within 2 s of the second start. */
export async function benchStart(options: StartBenchOptions = {}): Promise<StartBench> {
  const { entries = 10_000, sales = 200, starts = 4 } = options;
  const stand = await openStand({ entries, pollMs: 40, motorMs: 20 });
  try {
    return await measure(stand, { entries, sales, starts });
  } finally {
    await stand.close();
  }
}
