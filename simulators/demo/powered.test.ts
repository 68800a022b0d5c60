import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startChild } from './children.ts';
import { type Powered, startPowered } from './powered.ts';

let folder: string;
let powered: Powered | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'demo-powered-'));
});
afterEach(async () => {
  await powered?.stop();
  rmSync(folder, { recursive: true });
});

const waits = 'console.log(JSON.stringify({ pid: process.pid })); process.stdin.resume()';
const start = () => startChild('waiter', ['-e', waits], join(folder, 'log'));
const pid = () => powered!.current().ready['pid'] as number;

it('[DEMO-8] a power cut ends the process without a word and starts it anew; the demo does not end with it', async () => {
  powered = await startPowered(start);
  const before = pid();
  await powered.cut();
  expect(pid()).not.toBe(before);
  expect(() => process.kill(before, 0)).toThrow();
  const ended = await Promise.race([powered.ended, Promise.resolve('runs')]);
  expect(ended).toBe('runs');
});

it('[DEMO-8] one that ends by itself is said to have ended', async () => {
  powered = await startPowered(start);
  process.kill(pid(), 'SIGKILL');
  expect(await powered.ended).toContain('waiter was killed by SIGKILL');
});
