// What a journal contract test works with: a folder of its own, a key, a clock by hand, stores that are closed.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newJournalKey } from '@zhuangui/device/journal/key.ts';
import {
  type CounterStore,
  type CounterStoreOptions,
  openCounterStore,
} from '@zhuangui/device/journal/open-counter-db.ts';
import type { Clock } from '@zhuangui/device/platform/clock.ts';
import type { Log } from '@zhuangui/device/platform/log.ts';
import { systemRandom } from '@zhuangui/device/platform/random.ts';
import type { DbEngine } from '@zhuangui/protocol/db/open-db.ts';
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import { afterEach, beforeEach } from 'vitest';

export const counter = 'test-counter-1';

/** A clock that a test moves; `tick` runs timers that have come due. */
export interface HandClock extends Clock {
  tick(milliseconds: number): void;
}

export function handClock(startMs = 1_790_000_000_000): HandClock {
  let elapsed = 0;
  const timers = new Set<{ due: number; run: () => void }>();
  return {
    nowMs: () => startMs + elapsed,
    monotonicMs: () => elapsed,
    setTimer(delayMs, run) {
      const timer = { due: elapsed + delayMs, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    tick(milliseconds) {
      elapsed += milliseconds;
      for (const timer of [...timers]) if (timer.due <= elapsed && timers.delete(timer)) timer.run();
    },
  };
}

/** A log that keeps its messages. */
export function keepingLog(): Log & { messages: string[] } {
  const messages: string[] = [];
  const keep = (_fields: object, message: string) => void messages.push(message);
  return { messages, info: keep, warn: keep, error: keep };
}

export const hex = (bytes: number) => randomBytes(bytes).toString('hex');
export const orderId = () => `o${hex(12)}`;
export const paid = (order = orderId()): LineBody => ({
  kind: 'paid',
  order,
  method: 'test',
  amountFen: 550,
  transaction: '交易-0001',
});
export const door = (open = true): LineBody => ({ kind: 'door', open });

export interface StoreBench {
  folder(): string;
  clock(): HandClock;
  log(): ReturnType<typeof keepingLog>;
  open(options?: Partial<CounterStoreOptions>): Promise<CounterStore>;
}

/** Sets up a bench around every test of the enclosing `describe`. */
export function storeBench(engine: DbEngine): StoreBench {
  const key = newJournalKey();
  let folder = '';
  let clock = handClock();
  let log = keepingLog();
  let opened: CounterStore[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'journal-contract-'));
    clock = handClock();
    log = keepingLog();
  });
  afterEach(async () => {
    for (const store of opened) await store.close();
    opened = [];
    await rm(folder, { recursive: true });
  });
  const open = async (options: Partial<CounterStoreOptions> = {}) => {
    const store = await openCounterStore({
      folder,
      counter,
      engine,
      key,
      clock,
      random: systemRandom(),
      log,
      agentVersion: '0.1.0',
      sqlite: { busyTimeoutMs: 20 },
      ...options,
    });
    opened.push(store);
    return store;
  };
  return { folder: () => folder, clock: () => clock, log: () => log, open };
}
