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

/** A package left, or may have left; a package of goods that no longer stand here is not counted. */
function dispensed(record: SlotRecord, line: LineOf<'outcome'>): SlotRecord {
  const { goods } = record;
  if (!goods || line.outcome === 'not-delivered') return record;
  if (goods.entry !== line.entry || goods.lot !== line.lot) return record;
  return { ...record, goods: { ...goods, count: Math.max(0, goods.count - 1) } };
}

function changed(record: SlotRecord, line: Line): SlotRecord {
  switch (line.kind) {
    case 'restock':
      return restocked(record, line);
    case 'outcome':
      return dispensed(record, line);
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
