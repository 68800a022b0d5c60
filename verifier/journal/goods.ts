// pure
// What stands in each slot, as restocking wrote it down: which lot, made when, good until when.
import { addDays } from '@zhuangui/protocol/days.ts';
import type { LineOf } from '@zhuangui/protocol/journal-lines.ts';

export interface Loaded {
  entry: string;
  lot: string;
  madeOn: string;
  bestBefore: string;
  /** Last day of sale by certified shelf life, as far as it was asked for. */
  last: Map<number, string>;
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
      slots.set(slot, { entry, lot, madeOn, bestBefore, last: new Map() });
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
  let last = loaded.last.get(shelfLifeDays);
  if (last === undefined) {
    last = lastDay(loaded, shelfLifeDays);
    loaded.last.set(shelfLifeDays, last);
  }
  if (days.some((day) => day <= last && day >= loaded.madeOn)) return undefined;
  return `made on ${loaded.madeOn}, good until ${last}, sold on ${days.at(-1)}`;
}

/** The earlier of the printed day and the certified shelf life; none for a day that no calendar has. */
function lastDay({ madeOn, bestBefore }: Loaded, shelfLifeDays: number): string {
  if (Number.isNaN(Date.parse(`${madeOn}T00:00:00Z`))) return '';
  return [addDays(madeOn, shelfLifeDays), bestBefore].sort()[0]!;
}
