import { expect, it } from 'vitest';
import { Outside, startRig } from './sale-rig.ts';

const order = { slots: [1], method: 'test' as const };

it('[OPR-14] no sale begins while one holds the counter, and none is held while a sale runs', async () => {
  const outside = new Outside();
  const { sales } = startRig(outside);
  await sales.recover();
  const first = sales.hold()!;
  const second = sales.hold()!;
  expect(await sales.start(order)).toMatchObject({ ok: false, why: 'busy' });
  first();
  first();
  expect(await sales.start(order)).toMatchObject({ ok: false, why: 'busy' });
  expect(outside.lines).toHaveLength(2);
  second();
  const started = sales.start(order);
  expect(sales.hold()).toBeUndefined();
  expect(await started).toMatchObject({ ok: true });
  sales.close();
});
