// pure
// Which of the board's events become journal lines, and which.
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { BoardEvent } from '../board/board-types.ts';
import { type SlotRecords, slotFaultCode } from '../planogram/apply-line.ts';

/** What was last written down about the board, so that a repeated report writes nothing. */
export interface BoardMemory {
  doorOpen: boolean | undefined;
  faultySlots: ReadonlyMap<number, number>;
  /** Commands the board did not acknowledge since it last did: a cut wire is one ticket, not one a second. */
  unheard: ReadonlySet<string>;
}

/** No status a board can report: the slot was written down as faulty before this process began. */
const faultyBefore = -1;

/** What the journal says at the start: a fault that ended while the agent was away must still be lifted. */
export function boardMemoryOf(slots: SlotRecords): BoardMemory {
  const faulty = [...slots.values()].filter((record) => record.faulty !== undefined);
  const faultySlots = new Map(faulty.map(({ slot }) => [slot, faultyBefore]));
  return { doorOpen: undefined, faultySlots, unheard: new Set() };
}

/** One event to the lines it deserves; events that are only a display or a number write none. */
export function linesForBoard(
  memory: BoardMemory,
  event: BoardEvent,
): { memory: BoardMemory; lines: LineBody[] } {
  switch (event.type) {
    case 'door':
      if (event.isOpen === memory.doorOpen) return { memory, lines: [] };
      return { memory: { ...memory, doorOpen: event.isOpen }, lines: [{ kind: 'door', open: event.isOpen }] };
    case 'selection-report':
      return slotHealth(memory, event.selection, event.status);
    case 'late-dispense-status':
      return { memory, lines: [lateTicket(event)] };
    case 'unasked-dispense-status':
      return { memory, lines: event.statusClass === 'success' ? [keypadTicket(event)] : [] };
    case 'money-received':
      return { memory, lines: [moneyTicket(event)] };
    case 'line-fault':
      return lineFault(memory, event);
    // The slot list comes only after an acknowledged command: the board hears us again.
    case 'selections-complete':
      return { memory: { ...memory, unheard: new Set() }, lines: [] };
    default:
      return { memory, lines: [] };
  }
}

/** BOARD: any status but 0 of a selection report means the board will not use the slot (hardware protocol 1.7, 0x11). */
function slotHealth(
  memory: BoardMemory,
  slot: number,
  status: number,
): { memory: BoardMemory; lines: LineBody[] } {
  if (slot < 1 || slot > 1000) return { memory, lines: [] };
  const before = memory.faultySlots.get(slot) ?? 0;
  if (before === status) return { memory, lines: [] };
  const faultySlots = new Map(memory.faultySlots).set(slot, status);
  const detail =
    status === 0 ? 'the board can use the slot again' : `the board reports slot status ${status}`;
  const line: LineBody = { kind: 'fault', code: slotFaultCode(slot), active: status !== 0, detail };
  return { memory: { ...memory, faultySlots }, lines: [line] };
}

function lineFault(
  memory: BoardMemory,
  { command, detail }: Extract<BoardEvent, { type: 'line-fault' }>,
): { memory: BoardMemory; lines: LineBody[] } {
  if (memory.unheard.has(command)) return { memory, lines: [] };
  const line: LineBody = { kind: 'ticket', code: 'board-line-fault', detail: `${command}: ${detail}` };
  return { memory: { ...memory, unheard: new Set(memory.unheard).add(command) }, lines: [line] };
}

/** A number no slot can have must not cost the ticket. */
const atSlot = (slot: number) => (Number.isInteger(slot) && slot >= 1 && slot <= 1000 ? { slot } : {});

function lateTicket(event: Extract<BoardEvent, { type: 'late-dispense-status' }>): LineBody {
  const detail = `the board says ${event.statusName} after the vend was settled as ${event.outcome}`;
  return { kind: 'ticket', code: 'late-dispense-status', detail, ...atSlot(event.selection) };
}

function keypadTicket(event: Extract<BoardEvent, { type: 'unasked-dispense-status' }>): LineBody {
  const detail = 'the board dispensed without an order of the agent (sold on the keypad?)';
  return { kind: 'ticket', code: 'unasked-dispense', detail, ...atSlot(event.selection) };
}

/** No money is ever unmentioned, even that of a method the counter does not offer. */
function moneyTicket(event: Extract<BoardEvent, { type: 'money-received' }>): LineBody {
  const detail = `${event.amount} minor units by ${event.modeName} outside an order: give them back by hand`;
  return { kind: 'ticket', code: 'money-outside-order', detail };
}
