// The hub as a process: it says when it is ready, and leaves nothing behind when it goes.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rigConfig } from './hub-rig.ts';

const main = join(import.meta.dirname, '../../hub/main.ts');
let folder: string;
let child: ChildProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhuangui-main-'));
});
afterEach(async () => {
  if (child?.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

async function start(
  change: object = {},
): Promise<{ child: ChildProcess; first: Promise<string>; ended: Promise<unknown[]> }> {
  const path = join(folder, 'hub.json');
  await writeFile(path, JSON.stringify({ ...rigConfig('data'), engine: 'sqlite3', ...change }));
  const started = spawn(process.execPath, [main, path], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  child = started;
  const first = Promise.race([once(started.stdout!, 'data'), once(started.stderr!, 'data')]).then(String);
  return { child: started, first, ended: once(started, 'exit') };
}

describe('node hub/main.ts', () => {
  it('[HUB-2] says in one line where it listens, and ends cleanly at SIGTERM', async () => {
    const { child: hub, first, ended } = await start();
    const ready = JSON.parse(await first);
    expect(ready).toMatchObject({ ready: true, http: { host: '127.0.0.1' }, https: {}, mqtt: {} });
    expect((await fetch(`http://127.0.0.1:${ready.http.port}/healthz`)).status).toBe(200);
    const data = join(folder, 'data');
    expect(JSON.parse(await readFile(join(data, 'addresses.json'), 'utf8')).http.port).toBe(ready.http.port);
    const root = JSON.parse(await readFile(join(data, 'trusted-root.json'), 'utf8'));
    expect(root.signed._type).toBe('root');
    expect((await stat(join(data, 'demo-keys'))).mode & 0o077).toBe(0);
    hub.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    // A second start finds everything as it was.
    const again = await start();
    await again.first;
    const token = await readFile(join(data, 'admin.token'), 'utf8');
    expect(JSON.parse(await readFile(join(data, 'trusted-root.json'), 'utf8'))).toEqual(root);
    // [HUB-2] the parent goes away
    again.child.disconnect();
    expect(await again.ended).toEqual([0, null]);
    expect(await readFile(join(data, 'admin.token'), 'utf8')).toBe(token);
  });

  it('[HUB-3, KEY-6] a port that is taken, or no signed lists, end it with a sentence', async () => {
    const { first, ended } = await start();
    const { http } = JSON.parse(await first);
    const held = child!;
    const taken = await start({ http, dataFolder: 'other' });
    expect(await taken.first).toContain('EADDRINUSE');
    expect(await taken.ended).toEqual([1, null]);
    const unsigned = await start({ demo: false, dataFolder: 'third' });
    expect(await unsigned.first).toMatch(/no signed lists yet.*online-keys\.json/);
    expect(await unsigned.ended).toEqual([1, null]);
    held.kill('SIGTERM');
    await ended;
  });
});
