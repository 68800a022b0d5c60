// pure
// What stands in each slot, as restocking wrote it down: which lot, made when, good until when.
import { addDays } from '@zhuangui/protocol/days.ts';
import type { LineOf } from '@zhuangui/protocol/journal-lines.ts';

export interface Loaded {
  entry: string;
  lot: string;
  madeOn: string;
  bestBefore: string;
}

export interface Goods {
  restocked(line: LineOf<'restock'>): void;
  /** Undefined: nothing was ever written about this slot here. */
  in(slot: number): Loaded | undefined;
}

export function createGoods(): Goods {
  const slots = new Map<number, Loaded>();
  return {
    restocked({ slot, entry, lot, madeOn, bestBefore }) {
      slots.set(slot, { entry, lot, madeOn, bestBefore });
    },
    in: (slot) => slots.get(slot),
  };
}

/** GATE-6, GATE-7: why goods may not be sold on any of these days, or undefined. */
export function pastItsDay(
  loaded: Loaded,
  shelfLifeDays: number,
  days: readonly string[],
): string | undefined {
  const certified = Number.isNaN(Date.parse(`${loaded.madeOn}T00:00:00Z`))
    ? ''
    : addDays(loaded.madeOn, shelfLifeDays);
  const last = [certified, loaded.bestBefore].sort()[0]!;
  if (days.some((day) => day <= last && day >= loaded.madeOn)) return undefined;
  return `made on ${loaded.madeOn}, good until ${last}, sold on ${days.at(-1)}`;
}
