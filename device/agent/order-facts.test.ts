import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import { expect, it } from 'vitest';
import { openOrdersOf } from '../sale/open-orders.ts';
import { orderFacts } from './order-facts.ts';

const order = `o${'a'.repeat(24)}`;
const line = {
  seq: 7,
  at: 1_000,
  up: 1,
  kind: 'order',
  order,
  method: 'wechat',
  totalFen: 1200,
  items: [{ item: 1, slot: 1, entry: 'NM-1', lot: 'L', priceFen: 1200 }],
} as unknown as Line;

it('[OPR-17] knows since when an order waits for its money, also one from before a restart', () => {
  const seen = orderFacts(() => undefined);
  seen.follow([line]);
  const [open] = openOrdersOf([line]);
  const afterRestart = orderFacts(() => undefined);
  afterRestart.know(JSON.parse(JSON.stringify(open)));
  for (const facts of [seen, afterRestart]) {
    expect(facts.sinceMs(order)).toBe(1_000);
    expect(facts.totalOf(order)).toBe(1200);
  }
  seen.follow([{ ...line, kind: 'closed' } as unknown as Line]);
  expect(seen.sinceMs(order)).toBeUndefined();
});
