import { describe, expect, it } from 'vitest';
import { sampleItem, sampleProduct, sampleSale, sampleSlot } from '../testing/sample-views.ts';
import { helpedBy, peopleHelped, peopleIn } from './helped.ts';
import { settlementOf } from './settlement.ts';

const delivered = (item: number, slot: number) => sampleItem({ item, slot, phase: 'delivered' });

describe('settlement', () => {
  it('[SCR-4] names every fen: delivered, refunded, still due', () => {
    const sale = sampleSale({
      paidFen: 1001,
      deliveredFen: 300,
      refundedFen: 1,
      items: [delivered(1, 1), sampleItem({ item: 2, phase: 'refund-due' })],
    });
    expect(settlementOf(sale)).toEqual({
      paidFen: 1001,
      deliveredFen: 300,
      refundedFen: 1,
      goodsBackFen: 1,
      changeBackFen: 0,
      dueFen: 700,
      deliveredCount: 1,
      isGivenUp: false,
    });
  });

  it('[SCR-4] knows an order given up with some cash in: that money goes back, and no goods are refunded', () => {
    const sale = sampleSale({
      method: 'cash',
      totalFen: 930,
      paidFen: 100,
      refundedFen: 100,
      deliveredFen: 0,
    });
    expect(settlementOf(sale)).toMatchObject({ isGivenUp: true, goodsBackFen: 100, dueFen: 0 });
    expect(settlementOf({ ...sale, paidFen: 930 }).isGivenUp).toBe(false);
    expect(settlementOf({ ...sale, paidFen: 0, refundedFen: 0 }).isGivenUp).toBe(false);
    expect(settlementOf({ ...sale, method: 'wechat' }).isGivenUp).toBe(false);
  });

  it('[SCR-4] tells change for cash from money that goes back for goods', () => {
    const sale = sampleSale({ paidFen: 2000, deliveredFen: 0, refundedFen: 2000, changeFen: 720 });
    const { goodsBackFen, changeBackFen, dueFen } = settlementOf(sale);
    expect([goodsBackFen, changeBackFen, dueFen]).toEqual([1280, 720, 0]);
    const unpaid = settlementOf({ ...sale, refundedFen: 500 });
    expect([unpaid.goodsBackFen, unpaid.changeBackFen, unpaid.dueFen]).toEqual([0, 500, 1500]);
  });
});

describe('people helped', () => {
  const slots = [
    sampleSlot({
      slot: 1,
      product: sampleProduct({ supplier: '甲合作社', helps: { how: '', people: 100 } }),
    }),
    sampleSlot({
      slot: 2,
      product: sampleProduct({ supplier: '甲合作社', helps: { how: '', people: 120 } }),
    }),
    sampleSlot({ slot: 3, product: sampleProduct({ supplier: '乙公司', helps: { how: '', people: 7 } }) }),
  ];

  it('[SCR-4] counts a supplier once, and only what was delivered', () => {
    const items = [delivered(1, 1), delivered(2, 2), sampleItem({ item: 3, slot: 3, phase: 'refunded' })];
    const helped = helpedBy(sampleSale({ items }), slots);
    expect(helped).toEqual([{ supplier: '甲合作社', people: 120 }]);
    expect(peopleIn([...helped, { supplier: '乙公司', people: 7 }])).toBe(127);
  });

  it('counts a supplier once on the whole shelf', () => {
    expect(peopleHelped(slots)).toBe(127);
  });

  it('says nothing of a slot whose product is not known', () => {
    expect(helpedBy(sampleSale({ items: [delivered(1, 9)] }), slots)).toEqual([]);
  });
});
