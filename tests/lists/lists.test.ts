import { describe, expect, it } from 'vitest';
import { entriesOf, entryOf, openRig } from './lists-rig.ts';

describe('signed lists from the hub to a counter', () => {
  it('[LIST-7] a published catalog is in force with one journal line for each commit', async () => {
    const { store, journal, hub } = await openRig();
    expect(store.view()?.entryCount).toBe(40);
    expect(store.view()?.entry('NM000007')).toEqual(entryOf(7));
    expect(
      store
        .view()
        ?.entriesByGtin('6900000000012')
        .map((entry) => entry.id),
    ).toEqual(['NM000012']);
    expect(store.freshness()).toBe('green');
    const last = journal.lines.at(-1);
    expect(last).toMatchObject({ kind: 'lists', source: 'fetch', hash: store.view()?.hash });
    expect(store.versions()).toMatchObject({ root: 1, catalog: 2, withdrawals: 1, channels: 1 });
    const before = journal.lines.length;
    expect(await store.applyPush(await hub.repository.push())).toEqual({
      applied: true,
      changed: false,
      pending: false,
    });
    expect(journal.lines.length).toBe(before);
  });

  it('withdrawn and fetched', async () => {
    const { store, hub, apply, pass, net } = await openRig();
    pass(5000);
    await apply(await hub.withdraw('NM000003', ['L1']));
    expect(store.view()?.lotWithdrawal('NM000003', 'L1')?.reason).toBe('抽检不合格');
    pass(5000);
    await apply(await hub.publish([...entriesOf(39), entryOf(77)]));
    expect(store.view()?.entry('NM000077')?.name).toBe('敖汉小米 77');
    expect(net.calls).toMatchObject({ patch: 1 });
  });
});
