// pure
// What a journal line does to the planogram. Table and memory both use this one function (SALE-20).
import type { Line, LineOf } from '@zhuangui/protocol/journal-lines.ts';
import type { Slot } from './slot.ts';

/** What stands in a slot. */
export type Goods = Omit<Slot, 'slot' | 'locked' | 'faulty'>;

/** A slot that was ever mentioned: it may be locked or faulty before anything is loaded. */
export interface SlotRecord {
  slot: number;
  goods?: Goods | undefined;
  locked?: string | undefined;
  faulty?: string | undefined;
}

/** Slot number to record; never changed in place. */
export type SlotRecords = ReadonlyMap<number, SlotRecord>;

const faultPrefix = 'slot-';
/** The code of a `fault` line that is about one slot, as the board driver writes it. */
export const slotFaultCode = (slot: number): string => `${faultPrefix}${slot}`;

/** The slot a fault code is about; undefined for a fault of another part. */
export function slotOfFault(code: string): number | undefined {
  if (!code.startsWith(faultPrefix)) return undefined;
  const slot = Number(code.slice(faultPrefix.length));
  return Number.isInteger(slot) && slot >= 1 && slot <= 1000 ? slot : undefined;
}

/** The slot a line changes, or undefined when it changes none. */
export function slotOfLine(line: Line): number | undefined {
  switch (line.kind) {
    case 'restock':
    case 'outcome':
    case 'slot':
    case 'stock':
    case 'test-outcome':
      return line.slot;
    case 'fault':
      return slotOfFault(line.code);
    default:
      return undefined;
  }
}

function restocked(record: SlotRecord, line: LineOf<'restock'>): SlotRecord {
  const { entry, lot, madeOn, bestBefore, count, capacity, priceFen } = line;
  return { ...record, goods: { entry, lot, madeOn, bestBefore, count, capacity, priceFen } };
}

/** The goods a line is about, while they still stand in the slot: same entry, same lot. */
function sameGoods({ goods }: SlotRecord, line: { entry: string; lot: string }): Goods | undefined {
  return goods?.entry === line.entry && goods.lot === line.lot ? goods : undefined;
}

/** A package left, or may have left; a package of goods that no longer stand here is not counted. */
function dispensed(record: SlotRecord, line: LineOf<'outcome'> | LineOf<'test-outcome'>): SlotRecord {
  const goods = sameGoods(record, line);
  if (!goods || line.outcome === 'not-delivered') return record;
  return { ...record, goods: { ...goods, count: Math.max(0, goods.count - 1) } };
}

/** RST-1: what was found is what stands there from now on. */
function counted(record: SlotRecord, line: LineOf<'stock'>): SlotRecord {
  const goods = sameGoods(record, line);
  return goods ? { ...record, goods: { ...goods, count: line.found } } : record;
}

function changed(record: SlotRecord, line: Line): SlotRecord {
  switch (line.kind) {
    case 'restock':
      return restocked(record, line);
    case 'outcome':
    case 'test-outcome':
      return dispensed(record, line);
    case 'stock':
      return counted(record, line);
    case 'slot':
      return { ...record, locked: line.locked ? line.why : undefined };
    case 'fault':
      return { ...record, faulty: line.active ? line.detail : undefined };
    default:
      return record;
  }
}

/** The planogram after one more line; the same map when the line changes nothing. */
export function applyLine(records: SlotRecords, line: Line): SlotRecords {
  const slot = slotOfLine(line);
  if (slot === undefined) return records;
  const before = records.get(slot) ?? { slot };
  const after = changed(before, line);
  return after === before ? records : new Map(records).set(slot, after);
}

/** The record as the gate sees it; undefined while nothing was ever loaded. */
export function slotOfRecord(record: SlotRecord | undefined): Slot | undefined {
  if (!record?.goods) return undefined;
  const { slot, goods, locked, faulty } = record;
  return { slot, ...goods, ...(locked !== undefined && { locked }), ...(faulty !== undefined && { faulty }) };
}
