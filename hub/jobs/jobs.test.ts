import { describe, expect, it, vi } from 'vitest';
import { systemClock } from '../platform/clock.ts';
import { DomainError } from '../platform/domain-error.ts';
import { silentLog } from '../platform/log.ts';
import { systemRandom } from '../platform/random.ts';
import { createJobs, type Job, type JobsParts } from './jobs.ts';

const open = (change: Partial<JobsParts> = {}) =>
  createJobs({ clock: systemClock(), random: systemRandom(), log: silentLog, ...change });
const actor = { id: 'p1', name: '王芳' };
const until = (jobs: ReturnType<typeof open>, id: string, state: Job['state']) =>
  vi.waitFor(() => expect(jobs.get(id)).toMatchObject({ state }));

describe('jobs', () => {
  it('[JOB-1] answers at once with an id, then shows progress and result', async () => {
    const jobs = open();
    const seen: string[] = [];
    const { id } = jobs.start({ kind: 'export', actor, titleZh: '导出' }, async (report) => {
      report(1, 4, 'write');
      return { rows: 7 };
    });
    expect(jobs.get(id)).toMatchObject({ state: 'running', by: actor, titleZh: '导出', result: null });
    jobs.onChange(id, ({ state, done, total }) => seen.push(`${state} ${done}/${total}`));
    await until(jobs, id, 'done');
    expect(jobs.get(id)).toMatchObject({ result: { rows: 7 }, error: null, step: 'write' });
    expect(seen).toEqual(['running 1/4', 'done 1/4']);
  });

  it('[JOB-1] a refusal keeps its reason and sentence; a fault of ours says nothing of the inside', async () => {
    const jobs = open();
    const refused = jobs.start({ kind: 'publish', actor }, async () => {
      throw new DomainError('conflict', 'not-signed', 'Two certifiers must sign first.', { signed: 1 });
    });
    const broken = jobs.start({ kind: 'publish', actor }, async () => {
      throw new TypeError('secret path');
    });
    await until(jobs, refused.id, 'failed');
    await until(jobs, broken.id, 'failed');
    expect(jobs.get(refused.id)?.error).toEqual({
      code: 'conflict',
      reason: 'not-signed',
      values: { signed: 1 },
      message: 'Two certifiers must sign first.',
    });
    expect(jobs.get(broken.id)?.error?.code).toBe('internal');
    expect(JSON.stringify(jobs.get(broken.id))).not.toContain('secret');
  });

  it('[JOB-2] ends when somebody asks for it, and only once', async () => {
    const jobs = open();
    const { id } = jobs.start({ kind: 'export', actor }, (_report, signal) => {
      const { promise, reject } = Promise.withResolvers<never>();
      signal.addEventListener('abort', () => reject(new Error('ended')));
      return promise;
    });
    await vi.waitFor(() => expect(jobs.cancel(id)).toBe(true));
    await until(jobs, id, 'cancelled');
    expect(jobs.cancel(id)).toBe(false);
  });

  it('[JOB-3] forgets the oldest finished ones, never one that runs', async () => {
    const jobs = open({ finishedMax: 2 });
    const gate = Promise.withResolvers<void>();
    const long = jobs.start({ kind: 'long', actor }, () => gate.promise);
    for (const kind of ['a', 'b', 'c']) {
      const { id } = jobs.start({ kind, actor }, async () => 1);
      await until(jobs, id, 'done');
    }
    expect(jobs.list().map(({ kind }) => kind)).toEqual(['c', 'b', 'long']);
    gate.resolve();
    await until(jobs, long.id, 'done');
  });

  it('[JOB-4] refuses more than it can carry, and closes by asking all to end', async () => {
    const jobs = open({ runningMax: 1 });
    const { id } = jobs.start({ kind: 'long', actor }, (_report, signal) => {
      const { promise, reject } = Promise.withResolvers<never>();
      signal.addEventListener('abort', () => reject(signal.reason as Error));
      return promise;
    });
    expect(() => jobs.start({ kind: 'more', actor }, async () => 1)).toThrow('wait for a job to end');
    await jobs.close();
    expect(jobs.get(id)?.state).toBe('cancelled');
  });
});
