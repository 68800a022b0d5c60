// What stands inside the counters, as their journals say; read by the counter page, restocking, alarms and sanctions.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { SlotState } from './stock-fold.ts';
import { type StockRow, slotOfRow } from './stock-rows.ts';

/** Packages of one lot in one slot. */
export interface StockedSlot {
  counter: string;
  slot: number;
  entry: string;
  lot: string;
  count: number;
  priceFen: number;
  /** Calendar day. */
  bestBefore: string;
  /** Wall time of the newest line about the slot. */
  atMs: number;
}

export interface StockTotals {
  packages: number;
  slots: number;
  counters: number;
}

export interface StockLevel {
  counter: string;
  /** Slots with goods the hub knows of. */
  slots: number;
  empty: number;
  /** Slots whose goods are past their date on that day, or reach it. */
  expiring: number;
}

export interface Stock {
  /** Every slot of a counter the hub ever heard of, by number. */
  ofCounter(counter: string): Promise<SlotState[]>;
  /** STK-3: packages of these entries that are still inside machines; of these lots only, when given. */
  ofEntries(ids: readonly string[], lots?: readonly string[]): Promise<StockedSlot[]>;
  totalsOfEntries(ids: readonly string[], lots?: readonly string[]): Promise<StockTotals>;
  /** Of these counters, or of all. */
  slots(counters?: readonly string[]): Promise<SlotState[]>;
  /** Per counter, against a calendar day: what is best before it or on it is expiring. */
  levels(day: string): Promise<StockLevel[]>;
}

const inside = `FROM slot_stock WHERE count > 0 AND entry IN (SELECT value FROM json_each(?1))
  AND (?2 IS NULL OR lot IN (SELECT value FROM json_each(?2)))`;
const wanted = (ids: readonly string[], lots?: readonly string[]) => [
  JSON.stringify(ids),
  lots && lots.length > 0 ? JSON.stringify(lots) : null,
];

export function createStock({ reader }: { reader: Queries }): Stock {
  return {
    async ofCounter(counter) {
      const rows = await reader.query<StockRow>('SELECT * FROM slot_stock WHERE counter = ? ORDER BY slot', [
        counter,
      ]);
      return rows.map(slotOfRow);
    },
    ofEntries: (ids, lots) =>
      reader.query<StockedSlot>(
        `SELECT counter, slot, entry, lot, count, price_fen AS priceFen, best_before AS bestBefore, at AS atMs
         ${inside} ORDER BY counter, slot`,
        wanted(ids, lots),
      ),
    async totalsOfEntries(ids, lots) {
      const rows = await reader.query<StockTotals>(
        `SELECT coalesce(sum(count), 0) AS packages, count(*) AS slots, count(DISTINCT counter) AS counters ${inside}`,
        wanted(ids, lots),
      );
      return rows[0]!;
    },
    async slots(counters) {
      const rows = counters
        ? await reader.query<StockRow>(
            `SELECT slot_stock.* FROM json_each(?) CROSS JOIN slot_stock ON counter = value ORDER BY counter, slot`,
            [JSON.stringify(counters)],
          )
        : await reader.query<StockRow>('SELECT * FROM slot_stock ORDER BY counter, slot');
      return rows.map(slotOfRow);
    },
    levels: (day) =>
      reader.query<StockLevel>(
        `SELECT counter, count(*) AS slots, sum(count = 0) AS empty,
           sum(count > 0 AND best_before <= ?) AS expiring
         FROM slot_stock WHERE entry IS NOT NULL GROUP BY counter`,
        [day],
      ),
  };
}
