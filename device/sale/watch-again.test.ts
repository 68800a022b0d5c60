import { expect, it } from 'vitest';
import type { OpenItem, OpenOrder } from './open-orders.ts';
import { step } from './sale-machine.ts';
import { resumedSale } from './sale-state.ts';

const item = (number: number, slot: number, change: Partial<OpenItem>): OpenItem => {
  return { item: number, slot, entry: 'e', lot: 'l', priceFen: 100, dispensing: true, ...change };
};

/** What the recovery of a paid order asks the board. */
function asked(items: OpenItem[]) {
  const order: OpenOrder = {
    order: 'o1',
    method: 'test',
    totalFen: 200,
    items,
    paid: { amountFen: 200, transaction: 't' },
    closed: false,
  };
  const gate = () => {
    throw new Error('a recovery asks no gate');
  };
  return step(resumedSale(order), { type: 'resume', order: 'o1' }, { gate }).effects;
}

it('[SALE-17] a second item from the same slot is not settled by the result of the first', () => {
  const same = [item(1, 5, { outcome: 'delivered' }), item(2, 5, {})];
  expect(asked(same)).toMatchObject([{ type: 'watch', item: 2, slot: 5, mustSeeStart: true }]);
  const other = [item(1, 4, { outcome: 'delivered' }), item(2, 5, {})];
  expect(asked(other)).toMatchObject([{ type: 'watch', item: 2, slot: 5, mustSeeStart: false }]);
});
