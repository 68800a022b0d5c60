// pure
// Rows of `slot_stock` to slots and back.
import type { SlotState } from './stock-fold.ts';

export interface StockRow {
  counter: string;
  slot: number;
  journal_key: number;
  seq: number;
  at: number;
  entry: string | null;
  lot: string | null;
  made_on: string | null;
  best_before: string | null;
  count: number;
  capacity: number;
  price_fen: number;
  loaded_at: number | null;
  locked: string | null;
  fault: string | null;
}

export function slotOfRow(row: StockRow): SlotState {
  const { counter, slot, journal_key: journalKey, seq, at: atMs, entry, locked, fault } = row;
  return {
    counter,
    slot,
    journalKey,
    seq,
    atMs,
    ...(entry === null
      ? {}
      : {
          goods: {
            entry,
            lot: row.lot ?? '',
            madeOn: row.made_on ?? '',
            bestBefore: row.best_before ?? '',
            count: row.count,
            capacity: row.capacity,
            priceFen: row.price_fen,
            loadedAtMs: row.loaded_at ?? 0,
          },
        }),
    ...(locked === null ? {} : { locked }),
    ...(fault === null ? {} : { fault }),
  };
}

/** In the order of the table's columns. */
export function valuesOf({ goods, ...state }: SlotState): unknown[] {
  const { counter, slot, journalKey, seq, atMs, locked = null, fault = null } = state;
  const { entry = null, lot = null, madeOn = null, bestBefore = null } = goods ?? {};
  const { count = 0, capacity = 0, priceFen = 0, loadedAtMs = null } = goods ?? {};
  return [
    counter,
    slot,
    journalKey,
    seq,
    atMs,
    entry,
    lot,
    madeOn,
    bestBefore,
    count,
    capacity,
    priceFen,
    loadedAtMs,
    locked,
    fault,
  ];
}
