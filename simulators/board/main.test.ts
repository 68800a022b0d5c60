import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSerialEnd } from './serial-end.ts';

const MAIN = new URL('./main.ts', import.meta.url).pathname;

describe('[SIM-14] a board as a process of its own', () => {
  let folder: string;
  let link: string;
  let child: ChildProcessWithoutNullStreams;
  let lines: AsyncIterator<string>;
  let reader: Interface;

  const start = (...more: string[]): void => {
    child = spawn(process.execPath, [MAIN, '--link', link, ...more]);
    reader = createInterface({ input: child.stdout });
    lines = reader[Symbol.asyncIterator]();
  };
  const line = async (): Promise<unknown> => JSON.parse((await lines.next()).value as string);
  const ask = (text: string): Promise<unknown> => {
    child.stdin.write(`${text}\n`);
    return line();
  };
  const exit = (): Promise<unknown[]> =>
    child.exitCode === null ? once(child, 'exit') : Promise.resolve([child.exitCode]);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'board-main-'));
    link = join(folder, 'board');
  });
  afterEach(async () => {
    reader.close();
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    rmSync(folder, { recursive: true });
  });

  it('says when it is ready, takes scenarios, answers for its truth, and ends on SIGTERM', async () => {
    start('--slots', '3', '--inventory', '4', '--log', join(folder, 'log'), '--log-heartbeats');
    expect(await line()).toEqual({ ready: link });
    expect(await ask('{"do":"jam","slot":2}')).toEqual({ done: 'jam' });
    expect(await ask('{"do":"jam","slot":9}')).toEqual({
      error: 'slot 9 is not on this board; it has 1, 2, 3',
    });
    expect(await ask('nonsense')).toMatchObject({ error: expect.stringContaining('not JSON') });
    expect(await ask('{"ask":"age"}')).toMatchObject({ error: expect.stringContaining('truth, violations') });
    expect(await ask('{"ask":"violations"}')).toEqual({ violations: [] });
    const { truth } = (await ask('{"ask":"truth"}')) as { truth: { slots: object[]; drops: object[] } };
    expect(truth.slots).toHaveLength(3);
    expect(truth.slots[1]).toMatchObject({ selection: 2, real: 4, loaded: 4, dropped: 0 });
    expect(await ask('{"ask":"watch"}')).toEqual({ watching: true });
    // Nobody acknowledges the board's own sync, so it comes again.
    expect(await line()).toMatchObject({
      frame: { direction: 'VMC→UC', hex: expect.stringMatching(/^FA FB 31 01 /) },
    });
    const end = await openSerialEnd(link);
    expect(await end.next(2)).toBe('FA FB');
    child.kill('SIGTERM');
    expect((await exit())[0]).toBe(0);
    await end.close();
    expect(existsSync(link)).toBe(false);
    expect(readFileSync(join(folder, 'log'), 'utf8')).toMatch(/VMC→UC FA FB 31 01 /);
  });

  it('ends when its standard input ends, if asked to', async () => {
    start('--slots', '1', '--stop-on-stdin-end');
    await line();
    child.stdin.end();
    expect((await exit())[0]).toBe(0);
    expect(existsSync(link)).toBe(false);
  });

  it.each([
    [['--slots', 'many'], '--slots many: write a whole number'],
    [[], 'say how many slots'],
    [['--slots-json', '[{"selection":0,"inventory":1,"capacity":1}]'], 'selections go from 1 to 999'],
    [['--wrong'], 'wrong'],
  ])('refuses %j in words and with its usage', async (options, message) => {
    start(...options);
    let told = '';
    child.stderr.on('data', (chunk: Buffer) => {
      told += String(chunk);
    });
    await once(child, 'close');
    expect(child.exitCode).toBe(1);
    expect(told).toContain(message);
    expect(told).toContain('usage:');
  });
});
