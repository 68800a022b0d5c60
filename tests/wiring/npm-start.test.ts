// `npm start` as a supervisor or a closing terminal sees it: one process is told to end, all of them do.
import { execFileSync } from 'node:child_process';
import { afterEach, expect, it, vi } from 'vitest';
import { type Demo, startDemoByNpm } from './demo.ts';

let demo: Demo | undefined;
afterEach(async () => {
  await demo?.stop();
});

const processesOf = (data: string) =>
  execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(data));

it('[DEMO-2] when npm alone is ended, hub, counter, board and fleet stop too', {
  timeout: 120_000,
}, async () => {
  demo = await startDemoByNpm('--counters', '1', '--time-factor', '0', '--slots', '3');
  const { data } = demo;
  expect(processesOf(data).length).toBeGreaterThan(3);
  demo.end('SIGTERM');
  await vi.waitFor(() => expect(processesOf(data)).toEqual([]), { timeout: 30_000, interval: 200 });
});
