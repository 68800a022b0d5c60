// A catalog of regional size: what travels, and how fast a counter is ready.
import { entryMessage } from '@zhuangui/protocol/catalog.ts';
import { listsPushMessage } from '@zhuangui/protocol/messages.ts';
import { expect, it } from 'vitest';
import { entriesOf, entryOf, hourMs, openRig } from './lists-rig.ts';

it('[LIST-4] with 10,000 entries a withdrawal and a one-entry change stay small, and a restart is quick', async () => {
  const { hub, store, apply, pass, net, reopen } = await openRig(10_000);
  expect(store.view()?.entryCount).toBe(10_000);
  pass(hourMs);
  const withdrawal = await hub.withdraw('NM000003');
  expect(listsPushMessage.encode(withdrawal).length).toBeLessThan(10_000);
  expect(await apply(withdrawal)).toMatchObject({ applied: true, pending: false });
  pass(hourMs);
  const fetched = net.calls.target;
  const changed = entriesOf(10_000).with(4_711, entryOf(4_711, { brand: '新品牌' }));
  await apply(await hub.publish(changed));
  expect(store.view()?.entry('NM004711')?.brand).toBe('新品牌');
  expect(net.calls.target).toBe(fetched);
  expect(net.calls.patchBytes).toBeLessThan(2 * entryMessage.encode(entryOf(4_711)).length);
  const started = process.cpuUsage();
  const reopened = await reopen();
  const { user, system } = process.cpuUsage(started);
  expect(reopened.view()?.entryCount).toBe(10_000);
  // Half of "ready to sell in 2 s after start" (architecture, "Budgets"), in processor time: typically a fifth of it.
  expect((user + system) / 1_000).toBeLessThan(1_000);
});
