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
  qr: 'weixin://pay',
  cash: { insertedFen: 500, accepting: true },
  receiptUrl: 'https://hub.example.org/r/c/o1',
  isReturned: false,
  cabinet: 'open' as const,
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

  it('delivered goods stay delivered when change for them went back', () => {
    const change = { state: 'delivered' as const, refund: 'done' as const };
    expect(shown('done', change)).toMatchObject({ items: [{ phase: 'delivered', outcome: 'delivered' }] });
  });

  it('says how long to pay only while paying', () => {
    expect(shown('paying')).toMatchObject({ payWithinMs: 90_000, items: [{ name: 'name of NM1' }] });
    expect(shown('dispensing')).not.toHaveProperty('payWithinMs');
  });

  it('shows a code and what was put in while paying, the door while it is about it, and change for cash', () => {
    expect(shown('paying')).toMatchObject({ qr: 'weixin://pay', cash: { insertedFen: 500 }, changeFen: 0 });
    expect(shown('paying')).not.toHaveProperty('cabinet');
    expect(shown('dispensing')).toMatchObject({ cabinet: { state: 'open' } });
    expect(shown('dispensing')).not.toHaveProperty('qr');
    const sale = { ...idleView(), phase: 'done' as const, order: 'o1', totalFen: 1000, paidFen: 2000 };
    expect(screenSale(sale, { ...context, method: 'cash', isReturned: true })).toMatchObject({
      changeFen: 1000,
      returnedByHub: true,
      receiptUrl: 'https://hub.example.org/r/c/o1',
    });
    expect(screenSale(sale, { ...context, method: 'wechat' })).toMatchObject({ changeFen: 0 });
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

  it('says why the gate refused an item after payment', () => {
    const refusals = [{ slot: 4, reasons: ['product-withdrawn' as const] }];
    const items = [
      { ...item, state: 'refused' as const },
      { ...item, item: 2, state: 'delivered' as const },
    ];
    const sale = { ...idleView(), phase: 'refunding' as const, order: 'o1', items, refusals };
    const shownItems = screenSale(sale, context)!.items;
    expect(shownItems.map(({ reasons }) => reasons)).toEqual([['product-withdrawn'], undefined]);
  });

  it('names the method of the order, whatever was touched since', () => {
    const sale = { ...idleView(), phase: 'paying' as const, order: 'o1', method: 'wechat' as const };
    expect(screenSale(sale, { ...context, method: 'alipay' })).toMatchObject({ method: 'wechat' });
  });

  it('says that paying ends, when it was given up and when the time is over', () => {
    const sale = { ...idleView(), phase: 'paying' as const, order: 'o1' };
    expect(screenSale(sale, { ...context, isGivenUp: true })).toMatchObject({ isClosing: true });
    expect(screenSale(sale, { ...context, payWithinMs: 0 })).toMatchObject({ isClosing: true });
    expect(screenSale(sale, { ...context, payWithinMs: 1 })!.isClosing).toBeUndefined();
    expect(
      screenSale({ ...sale, phase: 'done' }, { ...context, isGivenUp: true })!.isClosing,
    ).toBeUndefined();
  });

  it('[CASH-1] counts change that the machine gave before it ran out of it as given', () => {
    const money = { totalFen: 380, paidFen: 5000, deliveredFen: 380, refundDueFen: 4620 };
    const sale = { ...idleView(), ...money, phase: 'refund-pending' as const, order: 'o1' };
    expect(screenSale(sale, { ...context, cashOwedFen: 790 })).toMatchObject({ refundedFen: 3830 });
    expect(screenSale(sale, context)).toMatchObject({ refundedFen: 0 });
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
