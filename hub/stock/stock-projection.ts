// STK-2: the stock of slots, written in the transaction of the journal lines.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Projection } from '../ledger/projection.ts';
import { foldStock, type SlotState, type StockLine, slotOfLine } from './stock-fold.ts';
import { type StockRow, slotOfRow, valuesOf } from './stock-rows.ts';

const columns = Array.from({ length: 15 }, (_, at) => `value ->> ${at}`).join(', ');
const upsert = `INSERT OR REPLACE INTO slot_stock (counter, slot, journal_key, seq, at, entry, lot, made_on,
  best_before, count, capacity, price_fen, loaded_at, locked, fault) SELECT ${columns} FROM json_each(?)`;
const known = `SELECT slot_stock.* FROM json_each(?) CROSS JOIN slot_stock
  ON slot_stock.counter = value ->> 0 AND slot_stock.slot = value ->> 1`;

const idOf = (counter: string, slot: number) => `${counter} ${slot}`;

async function slotsNow(tx: Queries, asked: ReadonlyMap<string, [string, number]>) {
  const rows = await tx.query<StockRow>(known, [JSON.stringify([...asked.values()])]);
  return new Map(rows.map((row) => [idOf(row.counter, row.slot), slotOfRow(row)]));
}

/** One read and one write a group, whatever its size. */
export const stockProjection: Projection = async (tx, { draft }) => {
  const touched = draft.others.flatMap(({ key, counter, line }) => {
    const slot = slotOfLine(line);
    return slot === undefined ? [] : [{ key, counter, slot, line: line as StockLine }];
  });
  if (touched.length === 0) return;
  const asked = new Map(
    touched.map(({ counter, slot }): [string, [string, number]] => [idOf(counter, slot), [counter, slot]]),
  );
  const slots: Map<string, SlotState> = await slotsNow(tx, asked);
  const changed = new Map<string, SlotState>();
  for (const { key, counter, slot, line } of touched) {
    const id = idOf(counter, slot);
    const before = slots.get(id);
    const after = foldStock(before, { counter, key }, slot, line);
    if (after === before) continue;
    slots.set(id, after);
    // A sale from a slot the hub never saw loaded says nothing about what stands there.
    if (after.goods || after.locked !== undefined || after.fault !== undefined || before)
      changed.set(id, after);
  }
  if (changed.size > 0) await tx.run(upsert, [JSON.stringify([...changed.values()].map(valuesOf))]);
};
