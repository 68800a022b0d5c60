import { addDays } from '@zhuangui/protocol/days.ts';
import { describe, expect, it } from 'vitest';
import { sampleEntry, sampleLists, sampleSlot, sampleToday } from '../gate/gate-samples.ts';
import type { Slot } from '../planogram/slot.ts';
import { hintsFor } from './hints.ts';
import { warningDays } from './last-day.ts';

const slot = (number: number, changes: Partial<Slot> = {}): Slot => ({
  ...sampleSlot,
  slot: number,
  capacity: 5,
  ...changes,
});
const hints = (slots: Slot[], lists = sampleLists(), warm: number[] = []) =>
  hintsFor({ slots, lists, today: sampleToday, tooWarm: (one) => warm.includes(one) }).map(
    ({ slot: number, kind, days, room }) => [number, kind, days, room],
  );
const lasting = (days: number) => ({ bestBefore: addDays(sampleToday, days) });

describe('hints', () => {
  it('[RST-12] names what has to come out first, and nothing else about it', () => {
    const lists = sampleLists([sampleEntry], { lots: [{ entry: sampleEntry.id, lot: 'BAD' }] });
    expect(
      hints([slot(3, { ...lasting(-2), count: 2 }), slot(1), slot(2, { lot: 'BAD' })], lists, [1]),
    ).toEqual([
      [2, 'remove-withdrawn', 131, 0],
      [3, 'remove-expired', -2, 3],
      [1, 'remove-warm', 131, 0],
    ]);
    expect(
      hints([slot(1)], sampleLists([sampleEntry], { suppliers: [sampleEntry.supplier.creditCode] })),
    ).toEqual([[1, 'remove-withdrawn', 131, 0]]);
  });

  it('[RST-12] counts by the certified shelf life when it ends first', () => {
    expect(hints([slot(1, { madeOn: '2025-11-20', bestBefore: '2026-12-01' })])).toEqual([
      [1, 'remove-expired', -1, 0],
    ]);
  });

  it('[RST-12] does not take goods out because a list is missing', () => {
    expect(hints([slot(1)], sampleLists([]))).toEqual([]);
  });

  it('[RST-12] sells the lot with the earliest last day first', () => {
    expect(hints([slot(1, lasting(60)), slot(2, lasting(50)), slot(3, { entry: 'OTHER' })])).toEqual([
      [2, 'sell-first', 50, 0],
    ]);
    expect(hints([slot(1, lasting(60)), slot(2, lasting(60))])).toEqual([]);
    expect(hints([slot(1, lasting(60)), slot(2, { ...lasting(50), count: 0 })])).toEqual([
      [2, 'refill', null, 5],
    ]);
  });

  it('[RST-12] orders by urgency: days, then room', () => {
    const slots = [slot(1, { count: 4 }), slot(2, { count: 0 }), slot(3, lasting(9)), slot(4, lasting(3))];
    expect(hints(slots).map(([number, kind]) => [number, kind])).toEqual([
      [4, 'expires-soon'],
      [3, 'expires-soon'],
      [4, 'sell-first'],
      [2, 'refill'],
      [1, 'refill'],
    ]);
  });

  it('[RST-11] warns a week before, or a tenth of the shelf life, but not all its life long', () => {
    expect([5, 14, 60, 180, 1000].map(warningDays)).toEqual([2, 7, 7, 18, 100]);
  });
});
