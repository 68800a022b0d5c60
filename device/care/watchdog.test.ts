import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Clock } from '../platform/clock.ts';
import { silentLog } from '../platform/log.ts';
import { askHealth, listenHealth } from './health.ts';
import { openLog } from './log-file.ts';
import { createWatchdog, systemdNotify, watchdogMs } from './watchdog.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watch-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Timers that run when the test says so. */
function handClock() {
  const timers: { at: number; run: () => void }[] = [];
  let now = 0;
  const clock: Clock = {
    nowMs: () => now,
    monotonicMs: () => now,
    setTimer(delayMs, run) {
      const timer = { at: now + delayMs, run };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
  };
  const pass = async (ms: number) => {
    now += ms;
    for (const timer of timers.filter(({ at }) => at <= now)) {
      timers.splice(timers.indexOf(timer), 1);
      timer.run();
    }
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, pass };
}

describe('watchdog', () => {
  function rig(journalAnswers: () => Promise<unknown>) {
    const said: string[] = [];
    const { clock, pass } = handClock();
    const notify = async (state: string) => void said.push(state);
    const watchdog = createWatchdog({ clock, log: silentLog, notify, withinMs: 60_000, journalAnswers });
    return { said, pass, watchdog };
  }

  it('[CARE-10] is fed three times within its limit, from ready until the end begins', async () => {
    const { said, pass, watchdog } = rig(async () => 1);
    await pass(60_000);
    expect(said).toEqual([]);
    await watchdog.ready();
    await pass(20_000);
    await pass(20_000);
    await watchdog.stopping();
    await pass(20_000);
    expect(said).toEqual(['READY=1', 'WATCHDOG=1', 'WATCHDOG=1', 'STOPPING=1']);
  });

  it('[CARE-10] is not fed while the journal does not answer, and again when it does', async () => {
    const held: (() => void)[] = [];
    const { said, pass, watchdog } = rig(() => new Promise<void>((resolve) => held.push(resolve)));
    await watchdog.ready();
    await pass(20_000);
    await pass(20_000);
    expect([said, held.length]).toEqual([['READY=1'], 1]);
    held[0]!();
    await vi.waitFor(() => expect(said).toEqual(['READY=1', 'WATCHDOG=1']));
  });

  it('[CARE-10] is not fed when the journal refuses', async () => {
    const { said, pass, watchdog } = rig(() => Promise.reject(new Error('closed')));
    await watchdog.ready();
    await pass(20_000);
    expect(said).toEqual(['READY=1']);
  });

  it('hands its words to systemd-notify, and lives without it', async () => {
    const words = join(folder, 'words');
    const tool = join(folder, 'systemd-notify');
    writeFileSync(tool, `#!/bin/sh\necho "$1 $NOTIFY_SOCKET" >> ${words}\n`);
    chmodSync(tool, 0o755);
    const env = { NOTIFY_SOCKET: '/run/x', PATH: `${folder}${delimiter}${process.env.PATH}` };
    await systemdNotify(env, silentLog)!('READY=1');
    expect(readFileSync(words, 'utf8')).toBe('READY=1 /run/x\n');
    const error = vi.fn();
    await systemdNotify({ NOTIFY_SOCKET: '/run/x', PATH: join(folder, 'none') }, { ...silentLog, error })!(
      'X',
    );
    expect(error).toHaveBeenCalledOnce();
    expect(systemdNotify({}, silentLog)).toBeUndefined();
    expect([watchdogMs({ WATCHDOG_USEC: '60000000' }), watchdogMs({})]).toEqual([60_000, undefined]);
  });
});

describe('log files', () => {
  it('[CARE-11] are closed at their size, and only so many are kept', async () => {
    const file = join(folder, 'logs', 'agent.log');
    const { log, close } = openLog('counter', { file, maxBytes: 65_536, files: 2 });
    const text = 'x'.repeat(1_000);
    for (let round = 0; round < 12; round += 1) {
      for (let count = 0; count < 40; count += 1) log.info({ count }, text);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await close();
    const logs = () => readdirSync(join(folder, 'logs')).filter((name) => !name.endsWith('history'));
    await vi.waitFor(() => expect(logs().length).toBeLessThanOrEqual(3));
    expect(logs()).toContain('agent.log');
    const bytes = logs().reduce((sum, name) => sum + statSync(join(folder, 'logs', name)).size, 0);
    expect(bytes).toBeLessThan(480_000);
    expect(logs().length).toBeGreaterThan(1);
  });
});

describe('health socket', () => {
  it('[CARE-12] answers who may open it, and is gone when the agent is', async () => {
    const path = join(folder, 'health.sock');
    const server = await listenHealth(path, () => ({ agentVersion: '1' }), silentLog);
    expect(await askHealth(path)).toEqual({ agentVersion: '1' });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await server.close();
    expect(await askHealth(path)).toBeUndefined();
  });

  it('a path no socket can have is told, and stops nothing', async () => {
    const warn = vi.fn();
    const server = await listenHealth(join(folder, 'x'.repeat(200)), () => ({}), { ...silentLog, warn });
    expect(warn).toHaveBeenCalledOnce();
    await server.close();
  });
});
