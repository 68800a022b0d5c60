// pure
// What is certified in the world, and what stands in its counters.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { addDays, dayOf } from '@zhuangui/protocol/days.ts';
import type { Slot } from '../../device/planogram/slot.ts';

export const entryCount = 6;
export const slotCapacity = 6;

/** Certified entry number so and so. */
export function worldEntry(number: number): Entry {
  const digits = String(number).padStart(6, '0');
  return {
    id: `NM${digits}`,
    name: `敖汉小米 ${number}`,
    brand: '塞外粮仓',
    specification: '500 g 袋装',
    gtins: [`6900000${digits}`],
    category: 'grain',
    supplier: { name: '敖汉旗某某农民专业合作社', creditCode: `93150430MA0N${digits}` },
    origin: { banner: '150430', name: '敖汉旗', league: '150400' },
    helps: { how: '订单收购，带动建档立卡贫困户增收', people: 128 },
    certificate: { number: `NM${digits}`, validFrom: '2026-01-01', validUntil: '2028-12-31' },
    priceBand: { minFen: 700, maxFen: 1600 },
    marks: ['green-food'],
    shelfLifeDays: 365,
  };
}

export const worldEntries = (): Entry[] =>
  Array.from({ length: entryCount }, (_, index) => worldEntry(index));

/** Every entry in a slot of its own. */
export function worldSlots(atMs: number): Slot[] {
  const today = dayOf(atMs);
  return worldEntries().map((entry, index) => ({
    slot: index + 1,
    entry: entry.id,
    lot: index % 2 === 0 ? 'L1' : 'L2',
    madeOn: addDays(today, -2),
    bestBefore: addDays(today, 90),
    count: slotCapacity,
    capacity: slotCapacity,
    priceFen: 800 + 100 * index,
  }));
}
