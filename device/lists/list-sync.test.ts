import { describe, expect, it, vi } from 'vitest';
import { TurnedClock } from '../link/link-rig.ts';
import { silentLog } from '../platform/log.ts';
import type { ApplyResult, ListStore } from './list-store.ts';
import { startListSync } from './list-sync.ts';

const push = (timestamp: string) =>
  new TextEncoder().encode(
    JSON.stringify({
      v: 1,
      roots: [],
      timestamp,
      snapshot: '',
      targets: '',
      withdrawals: '',
      channels: '',
      files: {},
    }),
  );
const applied: ApplyResult = { applied: true, changed: true, pending: false };
const refused = (code: 'not-stored' | 'fetch-failed' | 'rollback' | 'expired'): ApplyResult => ({
  applied: false,
  code,
  message: 'no',
});

/** A store that answers pushes from a list, then takes all. */
function rig(...answers: ApplyResult[]) {
  const clock = new TurnedClock();
  const pushes: string[] = [];
  const store: Partial<ListStore> = {
    view: () => undefined,
    isPending: () => false,
    keepFloor: async () => undefined,
    completeCatalog: async () => applied,
    applyPush: async ({ timestamp }) => {
      pushes.push(timestamp);
      return answers.shift() ?? applied;
    },
  };
  const random = { fraction: () => 1, hex: () => '' };
  const sync = startListSync({ store: store as ListStore, clock, random, log: silentLog });
  return { clock, pushes, sync };
}

describe('list sync', () => {
  it('[LIST-10] lists that looked expired to a wrong clock are taken soon after it was set right', async () => {
    const { clock, pushes, sync } = rig(...Array.from({ length: 5 }, () => refused('expired')));
    await sync.onPush(push('1'));
    for (let tries = 2; tries <= 6; tries += 1) {
      clock.pass(15_000);
      await vi.waitFor(() => expect(pushes).toHaveLength(tries));
      if (tries < 6) await vi.waitFor(() => expect(clock.waiting()).toBe(2));
    }
    await Promise.resolve();
    expect(clock.waiting()).toBe(1);
  });

  it.each(['not-stored', 'fetch-failed'] as const)(
    '[LIST-10] a push that could not be taken (%s) is tried again, waiting longer each time',
    async (code) => {
      const { clock, pushes, sync } = rig(refused(code), refused(code));
      expect(await sync.onPush(push('1'))).toMatchObject({ applied: false, code });
      clock.pass(5_000);
      await vi.waitFor(() => expect(pushes).toHaveLength(2));
      await vi.waitFor(() => expect(clock.waiting()).toBe(2));
      clock.pass(5_000);
      expect(pushes).toHaveLength(2);
      clock.pass(5_000);
      await vi.waitFor(() => expect(pushes).toEqual(['1', '1', '1']));
      await Promise.resolve();
      expect(clock.waiting()).toBe(1);
      sync.stop();
      expect(clock.waiting()).toBe(0);
    },
  );

  it('[LIST-10] a newer push takes the place of the one that waits', async () => {
    const { clock, pushes, sync } = rig(refused('not-stored'));
    await sync.onPush(push('1'));
    await sync.onPush(push('2'));
    clock.pass(60_000);
    expect(pushes).toEqual(['1', '2']);
    sync.stop();
  });

  it('[LIST-10] a push that is wrong is refused once', async () => {
    const { clock, pushes, sync } = rig(refused('rollback'));
    await sync.onPush(push('1'));
    expect(await sync.onPush(new TextEncoder().encode('{'))).toMatchObject({ code: 'not-json' });
    clock.pass(60_000);
    expect(pushes).toEqual(['1']);
    expect(sync.badPushes()).toEqual({ 'not-json': 1 });
    sync.stop();
  });
});
