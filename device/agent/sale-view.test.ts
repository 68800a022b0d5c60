import { describe, expect, it } from 'vitest';
import { idleView, type SaleItemView, type SalePhase, salePhases } from '../sale/sale-view.ts';
import { screenSale } from './sale-view.ts';

const item: SaleItemView = {
  item: 1,
  slot: 4,
  entry: 'NM1',
  lot: 'L1',
  priceFen: 1000,
  state: 'waiting',
  refund: 'none',
};
const context = {
  method: 'test' as const,
  payWithinMs: 90_000,
  nameOf: (entry: string) => `name of ${entry}`,
};

const shown = (phase: SalePhase, change: Partial<SaleItemView> = {}) =>
  screenSale(
    {
      ...idleView(),
      phase,
      order: 'o1',
      reference: 'ab12cd34',
      totalFen: 1000,
      items: [{ ...item, ...change }],
    },
    context,
  );

describe('a sale on the screen', () => {
  it('is there as soon as there is an order a shopper would look at, and never without one', () => {
    const hidden = salePhases.filter((phase) => shown(phase) === null);
    expect(hidden).toEqual(['idle', 'starting', 'refused']);
    expect(screenSale({ ...idleView(), phase: 'paying' }, context)).toBeNull();
  });

  it('says how long to pay only while paying', () => {
    expect(shown('paying')).toMatchObject({ payWithinMs: 90_000, items: [{ name: 'name of NM1' }] });
    expect(shown('dispensing')).not.toHaveProperty('payWithinMs');
  });

  it.each([
    [{ state: 'waiting' }, 'waiting', undefined],
    [{ state: 'dispensing' }, 'dispensing', undefined],
    [{ state: 'delivered' }, 'delivered', 'delivered'],
    [{ state: 'not-delivered' }, 'refund-due', 'not-delivered'],
    [{ state: 'unknown', refund: 'due' }, 'refund-due', 'unknown'],
    [{ state: 'unknown', refund: 'done' }, 'refunded', 'unknown'],
    [{ state: 'refused', refund: 'due' }, 'refund-due', undefined],
  ] as const)('[SALE-5] shows an item that is %j as %s', (change, phase, outcome) => {
    const [first] = shown('refunding', change)!.items;
    expect(first).toMatchObject({ phase });
    expect(first!.outcome).toBe(outcome);
  });

  it('[SALE-8] calls refunded only what has moved; the rest of what was paid is still due', () => {
    const sale = {
      ...idleView(),
      phase: 'refund-pending' as const,
      order: 'o1',
      paidFen: 1000,
      refundedFen: 300,
      refundDueFen: 700,
    };
    expect(screenSale(sale, context)).toMatchObject({
      phase: 'refund-pending',
      paidFen: 1000,
      refundedFen: 300,
    });
  });
});
