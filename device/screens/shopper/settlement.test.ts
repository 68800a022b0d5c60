import { describe, expect, it } from 'vitest';
import { sampleItem, sampleProduct, sampleSale, sampleSlot } from '../testing/sample-views.ts';
import { helpedBy, peopleIn } from './helped.ts';
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
      dueFen: 700,
      deliveredCount: 1,
    });
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

  it('says nothing of a slot whose product is not known', () => {
    expect(helpedBy(sampleSale({ items: [delivered(1, 9)] }), slots)).toEqual([]);
  });
});
