import { describe, expect, it, vi } from 'vitest';
import { TurnedClock } from '../link/link-rig.ts';
import { silentLog } from '../platform/log.ts';
import { keep } from './keeper.ts';

/** Work that a test finishes by hand. */
function rig() {
  const clock = new TurnedClock();
  const runs: PromiseWithResolvers<void>[] = [];
  const keeper = keep(clock, silentLog, 1000, () => {
    const run = Promise.withResolvers<void>();
    runs.push(run);
    return run.promise;
  });
  return { clock, runs, keeper };
}

describe('keeper', () => {
  it('runs again and again, also after a failure, never two at a time', async () => {
    const { clock, runs, keeper } = rig();
    clock.pass(1000);
    clock.pass(1000);
    expect(runs).toHaveLength(1);
    runs[0]!.reject(new Error('once'));
    await vi.waitFor(() => expect(runs).toHaveLength(2));
    runs[1]!.resolve();
    await runs[1]!.promise;
    await vi.waitFor(() => {
      keeper.soon();
      expect(runs).toHaveLength(3);
    });
    runs[2]!.resolve();
    await keeper.stop();
  });

  it('asked during a run, however often, it runs once more', async () => {
    const { runs, keeper } = rig();
    keeper.soon();
    keeper.soon();
    keeper.soon();
    runs[0]!.resolve();
    await vi.waitFor(() => expect(runs).toHaveLength(2));
    runs[1]!.resolve();
    await keeper.stop();
    expect(runs).toHaveLength(2);
  });

  it('stops after the run in progress and leaves no timer', async () => {
    const { clock, runs, keeper } = rig();
    keeper.soon();
    keeper.soon();
    let isStopped = false;
    const stopped = keeper.stop().then(() => {
      isStopped = true;
    });
    await Promise.resolve();
    expect(isStopped).toBe(false);
    runs[0]!.resolve();
    await stopped;
    keeper.soon();
    expect([runs.length, clock.waiting()]).toEqual([1, 0]);
  });
});
