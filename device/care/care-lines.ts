// pure
// What journal lines say about the counter's health. Memory and table both use this one fold.
import type { Line, LineOf } from '@zhuangui/protocol/journal-lines.ts';

export interface OpenFault {
  code: string;
  /** Wall time of the line that opened it. */
  sinceMs: number;
  detail: string;
  goods?: LineOf<'fault'>['goods'];
  /** CARE-4: the warm goods are gone; the line that says so is still to be written. */
  replaced?: boolean;
}

export interface CareRecords {
  faults: ReadonlyMap<string, OpenFault>;
  /** Wall time since which it is too warm, as last written down. */
  warmSinceMs: number | undefined;
}

export const noRecords: CareRecords = { faults: new Map(), warmSinceMs: undefined };

const warmPrefix = 'cold-chain-';
/** Not `slot-<n>`: that is the board's own word about a slot (`slotOfFault`). */
export const warmCode = (slot: number): string => `${warmPrefix}${slot}`;
export const isWarmCode = (code: string): boolean => code.startsWith(warmPrefix);

/** The records after one more committed line; the same object when the line changes nothing. */
export function applyCare(records: CareRecords, line: Line): CareRecords {
  switch (line.kind) {
    case 'fault':
      return faulted(records, line);
    case 'temperature':
      return { ...records, warmSinceMs: line.alarm ? (records.warmSinceMs ?? line.at) : undefined };
    case 'restock':
    case 'stock':
      return replacedBy(records, line);
    default:
      return records;
  }
}

function faulted(records: CareRecords, { code, active, detail, at, goods }: LineOf<'fault'>): CareRecords {
  const faults = new Map(records.faults);
  const sinceMs = faults.get(code)?.sinceMs ?? at;
  if (active) faults.set(code, { code, sinceMs, detail, ...(goods && { goods }) });
  else faults.delete(code);
  return { ...records, faults };
}

function replacedBy(records: CareRecords, line: LineOf<'restock'> | LineOf<'stock'>): CareRecords {
  const fault = records.faults.get(warmCode(line.slot));
  if (!fault || fault.replaced || !areGone(fault, line)) return records;
  return { ...records, faults: new Map(records.faults).set(fault.code, { ...fault, replaced: true }) };
}

/**
 * CARE-4: the slot was found or made empty, or another lot stands there and nothing of what stood there before.
 * The same lot put in again may be the same packages.
 */
function areGone(fault: OpenFault, line: LineOf<'restock'> | LineOf<'stock'>): boolean {
  if (line.kind === 'stock') return line.found === 0;
  if (line.count === 0) return true;
  const isOther = fault.goods?.entry !== line.entry || fault.goods.lot !== line.lot;
  return fault.goods !== undefined && isOther && (line.added === undefined || line.added === line.count);
}
