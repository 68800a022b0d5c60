// pure
// What stands in a slot, folded from the lines its counter signed; the same steps as the counter's own planogram takes.
import type { LineOf } from '@zhuangui/protocol/journal-lines.ts';

export interface Goods {
  entry: string;
  lot: string;
  madeOn: string;
  bestBefore: string;
  count: number;
  capacity: number;
  priceFen: number;
  /** When an operator last loaded the slot, wall time of the counter. */
  loadedAtMs: number;
}

export interface SlotState {
  counter: string;
  slot: number;
  /** The newest line that changed it: key of its journal, number, wall time. */
  journalKey: number;
  seq: number;
  atMs: number;
  goods?: Goods;
  /** Why it is locked. */
  locked?: string;
  /** What its board says is wrong with it. */
  fault?: string;
}

export type StockLine = LineOf<'restock' | 'stock' | 'outcome' | 'test-outcome' | 'slot' | 'fault'>;

const kinds: ReadonlySet<string> = new Set<StockLine['kind']>([
  'restock',
  'stock',
  'outcome',
  'test-outcome',
  'slot',
  'fault',
]);
const faultOfSlot = /^slot-(\d{1,4})$/;

/** The slot a line changes; undefined for a line that is about no slot. */
export function slotOfLine(line: { kind: string }): number | undefined {
  if (!kinds.has(line.kind)) return undefined;
  const known = line as StockLine;
  if (known.kind !== 'fault') return known.slot;
  const match = faultOfSlot.exec(known.code);
  const slot = match ? Number(match[1]) : 0;
  return slot >= 1 && slot <= 1000 ? slot : undefined;
}

/** STK-1: the slot after one more line of the journal with this key; a line that was folded before changes nothing. */
export function foldStock(
  before: SlotState | undefined,
  origin: { counter: string; key: number },
  slot: number,
  line: StockLine,
): SlotState {
  const { counter, key } = origin;
  const state: SlotState = before ?? { counter, slot, journalKey: key, seq: 0, atMs: 0 };
  const isOld = state.journalKey > key || (state.journalKey === key && state.seq >= line.seq);
  if (isOld) return state;
  return { ...changed(state, line), journalKey: key, seq: line.seq, atMs: line.at };
}

function changed(state: SlotState, line: StockLine): SlotState {
  switch (line.kind) {
    case 'restock': {
      const { entry, lot, madeOn, bestBefore, count, capacity, priceFen, at } = line;
      const goods = { entry, lot, madeOn, bestBefore, count, capacity, priceFen, loadedAtMs: at };
      return { ...state, goods };
    }
    case 'stock':
      return counted(state, line, () => line.found);
    case 'outcome':
    case 'test-outcome':
      return counted(state, line, (count) =>
        line.outcome === 'not-delivered' ? count : Math.max(0, count - 1),
      );
    case 'slot': {
      const { locked: _, ...rest } = state;
      return line.locked ? { ...rest, locked: line.why } : rest;
    }
    case 'fault': {
      const { fault: _, ...rest } = state;
      return line.active ? { ...rest, fault: line.detail } : rest;
    }
  }
}

/** Only while the goods the line is about still stand there: same entry, same lot. */
function counted(
  state: SlotState,
  { entry, lot }: { entry: string; lot: string },
  next: (count: number) => number,
): SlotState {
  const { goods } = state;
  if (goods?.entry !== entry || goods.lot !== lot) return state;
  return { ...state, goods: { ...goods, count: next(goods.count) } };
}
