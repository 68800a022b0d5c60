// pure
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { addDays } from '@zhuangui/protocol/days.ts';

/** What a vending counter carries: 3 to 60 yuan, and nothing that spoils within two months. */
const CHEAPEST_FEN = 300;
const DEAREST_FEN = 6000;
const SHORTEST_SHELF_LIFE_DAYS = 90;
const CAPACITY = 8;
/** Goods by the case: they fit no spiral. */
const BULKY = /箱|桶|[2-9](\.\d)?kg/;

/** What stands in one slot. */
export interface SampleSlot {
  /** Selection number, from 1. */
  slot: number;
  entry: Entry;
  lot: string;
  /** Production day, YYYY-MM-DD; the lot is well within its shelf life on the reference date. */
  made: string;
  priceFen: number;
  count: number;
  capacity: number;
}

/** The middle of the band to whole ten fen, kept inside it. */
function shelfPrice({ minFen, maxFen }: Entry['priceBand']): number {
  const middle = Math.round((minFen + maxFen) / 20) * 10;
  return Math.min(maxFen, Math.max(minFen, middle));
}

/** True for goods that a spiral or belt can hold and a passer-by would buy. */
function isVendable(entry: Entry): boolean {
  const price = shelfPrice(entry.priceBand);
  return (
    price >= CHEAPEST_FEN &&
    price <= DEAREST_FEN &&
    entry.shelfLifeDays >= SHORTEST_SHELF_LIFE_DAYS &&
    !BULKY.test(entry.specification)
  );
}

function slotOf(entry: Entry, i: number, referenceDate: string): SampleSlot {
  const age = Math.min(90, Math.floor(entry.shelfLifeDays / 4)) - (i % 15);
  const made = addDays(referenceDate, -age);
  return {
    slot: i + 1,
    entry,
    lot: `${made.replaceAll('-', '')}-${String.fromCharCode(65 + (i % 3))}`,
    made,
    priceFen: shelfPrice(entry.priceBand),
    count: CAPACITY - (i % 4),
    capacity: CAPACITY,
  };
}

/**
 * Fills slots 1 to n with plausible vending goods, as different as the entries allow; fewer when there are not
 * enough. `start` lets counters differ. Deterministic.
 */
export function samplePlanogram(
  entries: readonly Entry[],
  slots: number,
  referenceDate: string,
  start = 0,
): SampleSlot[] {
  const vendable = entries.filter(isVendable);
  const chosen = Array.from(
    { length: Math.min(slots, vendable.length) },
    (_, i) => vendable[(start + i) % vendable.length]!,
  );
  return chosen.map((entry, i) => slotOf(entry, i, referenceDate));
}
