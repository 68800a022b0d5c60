// What one journal append costs, beside a bare write and fsync on the same disk at the same time.
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newJournalKey } from '@zhuangui/device/journal/key.ts';
import { openCounterStore } from '@zhuangui/device/journal/open-counter-db.ts';
import { systemClock } from '@zhuangui/device/platform/clock.ts';
import { silentLog } from '@zhuangui/device/platform/log.ts';
import { systemRandom } from '@zhuangui/device/platform/random.ts';
import type { DbEngine } from '@zhuangui/protocol/db/open-db.ts';
import { type Spread, spreadOf } from './spread.ts';

export interface JournalBenchOptions {
  /** Default 500. */
  appends?: number;
  /** Default 'sqlite3'. */
  engine?: DbEngine;
  /** Where the disk to measure is. Default: the system's folder for temporary files. */
  folder?: string;
}

export interface JournalBenchResult {
  appends: number;
  append: Spread;
  /** A write of 4 KiB and an fsync to a file that is long enough already. */
  fsync: Spread;
  /** append / fsync. */
  ratioP50: number;
  ratioP99: number;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const sizeBytes = 4096;

/** Appends and bare fsyncs in turns, so that both meet the same disk. */
async function measure(folder: string, engine: DbEngine, appends: number): Promise<JournalBenchResult> {
  const parts = { key: newJournalKey(), clock: systemClock(), random: systemRandom(), log: silentLog };
  const store = await openCounterStore({
    ...parts,
    folder,
    engine,
    counter: 'bench-counter',
    agentVersion: '0.1.0',
  });
  const file = await open(join(folder, 'bare'), 'w');
  try {
    const block = Buffer.alloc(sizeBytes, 1);
    for (let at = 0; at < 64; at += 1) await file.write(block, 0, sizeBytes, at * sizeBytes);
    await file.sync();
    const appendMs: number[] = [];
    const fsyncMs: number[] = [];
    for (let turn = 0; turn < appends; turn += 1) {
      appendMs.push(await timed(() => store.journal.append([{ kind: 'door', open: turn % 2 === 0 }])));
      fsyncMs.push(
        await timed(async () => {
          await file.write(block, 0, sizeBytes, (turn % 64) * sizeBytes);
          await file.sync();
        }),
      );
    }
    const append = spreadOf(appendMs);
    const fsync = spreadOf(fsyncMs);
    const ratios = { ratioP50: append.p50Ms / fsync.p50Ms, ratioP99: append.p99Ms / fsync.p99Ms };
    return { appends, append, fsync, ...ratios };
  } finally {
    await file.close();
    await store.close();
  }
}

/** Measures in a folder of its own, which is removed afterwards. */
export async function benchJournal(options: JournalBenchOptions = {}): Promise<JournalBenchResult> {
  const folder = await mkdtemp(join(options.folder ?? tmpdir(), 'journal-bench-'));
  try {
    return await measure(folder, options.engine ?? 'sqlite3', options.appends ?? 500);
  } finally {
    await rm(folder, { recursive: true });
  }
}
