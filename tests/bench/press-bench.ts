// From the press that completes a payment to the first byte at the board, beside a bare write and fsync of one line.
import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { type AgentProcess, sell, shopperView, startAgentProcess, untilSelling } from './agent-process.ts';
import { firstCommand, type VendMoments } from './press-agent-words.ts';
import { type Spread, spreadOf } from './spread.ts';
import { openStand, type Stand } from './stand.ts';

export interface PressBench {
  sales: number;
  /** Press to the vend in the driver's hands: HTTP, payment, gate, two journal lines on disk. */
  toReady: Spread;
  /** The vend waits for the board's next POLL: the bus, not software. */
  busWait: Spread;
  /** POLL heard to the command's first byte at the board's end of the line. */
  toByte: Spread;
  /** toReady and toByte of each sale added up. */
  software: Spread;
  /** A write of one line and an fsync, before every sale, on the same disk. */
  sync: Spread;
  /** What the software needs beyond one sync, p99. */
  beyondSyncMs: number;
  /** software / sync, p50 and p99. */
  ratioP50: number;
  ratioP99: number;
}

/** More often than a real board's 200 ms: the wait for it is told apart anyway, and the bench ends sooner. */
const pollMs = 40;
const line = Buffer.alloc(400, 0x20);
const msBetween = (from: bigint, to: bigint) => Number(to - from) / 1e6;

async function bareSync(file: FileHandle): Promise<number> {
  const start = performance.now();
  await file.write(line, 0, line.length, 0);
  await file.sync();
  return performance.now() - start;
}

interface Times {
  toReady: number;
  busWait: number;
  toByte: number;
}

async function oneSale(stand: Stand, agent: AgentProcess, slot: number): Promise<Times> {
  let pressedNs = 0n;
  const told = once(agent.child, 'message');
  const sold = sell(agent.screen, slot, () => {
    pressedNs = process.hrtime.bigint();
  });
  const [moments] = (await told) as [VendMoments];
  await sold;
  const [readyNs, polledNs, writtenNs] = [moments.readyNs, moments.polledNs, moments.writtenNs].map(BigInt);
  const heardNs = stand.heardAt(firstCommand);
  if (!readyNs || !polledNs || !writtenNs || !heardNs || heardNs < writtenNs)
    throw new Error(`slot ${slot}: the board did not hear the check of the vend`);
  const [ready, polled, heard] = [readyNs, polledNs, heardNs].map((ns) => msBetween(pressedNs, ns)) as Three;
  // A POLL that came just before the vend was ready still lets the command leave at once.
  const start = Math.max(ready, polled);
  return { toReady: ready, busWait: start - ready, toByte: heard - start };
}
type Three = [number, number, number];

async function measure(stand: Stand, agent: AgentProcess, sales: number): Promise<PressBench> {
  await untilSelling(agent);
  const slots = (await shopperView(agent.screen)).slots.map(({ slot }) => slot);
  const file = await open(join(stand.folder, 'bare'), 'w');
  const times: Times[] = [];
  const syncs: number[] = [];
  try {
    for (let sale = 0; sale < sales; sale += 1) {
      syncs.push(await bareSync(file));
      times.push(await oneSale(stand, agent, slots[sale % slots.length]!));
    }
  } finally {
    await file.close();
  }
  const spread = (of: (one: Times) => number) => spreadOf(times.map(of));
  const software = spread(({ toReady, toByte }) => toReady + toByte);
  const sync = spreadOf(syncs);
  return {
    sales,
    toReady: spread(({ toReady }) => toReady),
    busWait: spread(({ busWait }) => busWait),
    toByte: spread(({ toByte }) => toByte),
    software,
    sync,
    beyondSyncMs: software.p99Ms - sync.p99Ms,
    ratioP50: software.p50Ms / sync.p50Ms,
    ratioP99: software.p99Ms / sync.p99Ms,
  };
}

/** Budget: software p99 below one journal sync and 20 ms. About 80 s for 200 sales. */
export async function benchPress(sales = 200): Promise<PressBench> {
  const stand = await openStand({ pollMs, motorMs: 20 });
  try {
    const agent = await startAgentProcess(stand, join(import.meta.dirname, 'press-agent.ts'));
    try {
      return await measure(stand, agent, sales);
    } finally {
      await agent.stop();
    }
  } finally {
    await stand.close();
  }
}
