import { describe, expect, it } from 'vitest';
import { sampleEntry, sampleLists, sampleSlot } from '../gate/gate-samples.ts';
import { slotOfScan } from './scan-goods.ts';

const gtin = '6901234567892';
const lists = sampleLists([{ ...sampleEntry, gtins: [gtin] }]);
const slot = (number: number, lot: string, bestBefore: string) => ({
  ...sampleSlot,
  slot: number,
  lot,
  bestBefore,
});
const forSale = [slot(1, 'A', '2026-09-01'), slot(2, 'B', '2026-08-01')];
const goods = { lists, forSale, today: '2026-05-20' };

describe('goods scanned by a shopper', () => {
  it('[CAB-9] finds the slot that expires first, or that of the scanned lot', () => {
    expect(slotOfScan(gtin, goods)).toBe(2);
    expect(slotOfScan(`(01)0${gtin}(10)A`, goods)).toBe(1);
    expect(slotOfScan(`(01)0${gtin}(10)C`, goods)).toBe(2);
  });

  it('[CAB-9] finds nothing for goods that are not certified, not for sale, or no code', () => {
    expect(slotOfScan('4006381333931', goods)).toBeUndefined();
    expect(slotOfScan(gtin, { ...goods, forSale: [] })).toBeUndefined();
    expect(slotOfScan('你好', goods)).toBeUndefined();
    expect(slotOfScan(gtin, { ...goods, lists: undefined })).toBeUndefined();
  });
});
