// The goods of the scenarios: eight certified kinds, one per slot, all valid today.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { dayOf } from '@zhuangui/protocol/days.ts';
import type { Slot } from '../../../device/planogram/slot.ts';
import { slotOfSample } from '../../../simulators/fleet/fleet-counter.ts';
import { sampleEntries } from '../../../simulators/samples/entries.ts';
import { samplePlanogram } from '../../../simulators/samples/planogram.ts';

export interface Goods {
  entries: Entry[];
  /** Slots 1 to 8, several packages in each. */
  slots: Slot[];
}

export function sampleGoods(nowMs: number): Goods {
  const today = dayOf(nowMs);
  const entries = sampleEntries({ count: 60, referenceDate: today });
  return { entries, slots: samplePlanogram(entries, 8, today).map(slotOfSample) };
}
