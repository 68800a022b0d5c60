import { spawn } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { loadOrCreateJournalKey } from '@zhuangui/device/journal/key.ts';
import { openCounterStore } from '@zhuangui/device/journal/open-counter-db.ts';
import { silentLog } from '@zhuangui/device/platform/log.ts';
import { systemRandom } from '@zhuangui/device/platform/random.ts';
import { type DbEngine, dbEngines } from '@zhuangui/protocol/db/open-db.ts';
import { expect, it } from 'vitest';
import { counter, handClock } from './journal-bench.ts';

const child = fileURLToPath(new URL('./journal-child.ts', import.meta.url));

/** Lets a child append until it has acknowledged so many lines, kills it, and returns what it acknowledged. */
async function appendAndKill(engine: DbEngine, folder: string, acks: number): Promise<Map<number, string>> {
  const running = spawn(process.execPath, [child, engine, folder, counter], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => running.once('close', resolve));
  const acknowledged = new Map<number, string>();
  for await (const text of createInterface({ input: running.stdout })) {
    const [seq = '', hash = ''] = text.split(' ');
    // The kill may cut the last line of text short.
    if (hash.length === 64) acknowledged.set(Number(seq), hash);
    if (acknowledged.size === acks) running.kill('SIGKILL');
  }
  await ended;
  expect(running.signalCode).toBe('SIGKILL');
  return acknowledged;
}

it.concurrent.each(dbEngines)(
  '[JRN-1] no line acknowledged before a kill -9 is missing, over %s',
  { timeout: 90_000 },
  async (engine) => {
    const folder = await mkdtemp(join(tmpdir(), 'journal-kill-'));
    try {
      const acknowledged = new Map<number, string>();
      for (let kill = 0; kill < 5; kill += 1) {
        const more = await appendAndKill(engine, folder, 1 + kill * 9);
        for (const [seq, hash] of more) acknowledged.set(seq, hash);
        const key = await loadOrCreateJournalKey(join(folder, 'journal.key'));
        expect((await stat(join(folder, 'journal.key'))).mode & 0o777).toBe(0o600);
        const parts = { engine, folder, counter, key, clock: handClock(), random: systemRandom() };
        const store = await openCounterStore({ ...parts, log: silentLog, agentVersion: '0.1.0' });
        expect(store.boot.reason).toBe('start');
        for (const [seq, hash] of acknowledged)
          expect(await store.journal.hashAt(seq), `line ${seq}`).toBe(hash);
        await store.close();
      }
      expect(acknowledged.size).toBeGreaterThanOrEqual(5 + 90);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);
