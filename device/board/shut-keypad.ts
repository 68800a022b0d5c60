// pure
// The board's own stock is nothing (rule BOARD-34): its keypad, and whoever presses on it, sells nothing by itself.
import type { MachineState } from './board-types.ts';
import { enqueue, type LinkNote, type Queued } from './link.ts';
import type { BoardMessage } from './messages.ts';

/** 1.6: pseudo-selection of 0x12 to 0x15. */
const WHOLE_MACHINE = 0;
/** A board that does not know the command is not asked for ever. */
const TRIES_MAX = 3;

/** Queues 0x13 with no packages for one slot, or for the whole machine. */
export function shut(state: MachineState, selection: number, nowMs: number): MachineState {
  const command = { name: 'set-inventory', selection, inventory: 0 } as const;
  return { ...state, link: enqueue(state.link, { ticket: { for: 'shut' }, command, queuedAtMs: nowMs }) };
}

/** After each sync: a board that started anew may have its old stock again. */
export function shutAll(state: MachineState, nowMs: number): MachineState {
  const { queue, outstanding } = state.link;
  const isAll = ({ ticket, command }: Queued): boolean =>
    ticket.for === 'shut' && command.name === 'set-inventory' && command.selection === WHOLE_MACHINE;
  const isAsked = queue.some(isAll) || (outstanding !== null && isAll(outstanding));
  return state.config.keepsStock && !isAsked && state.shutTries < TRIES_MAX
    ? shut(state, WHOLE_MACHINE, nowMs)
    : state;
}

/** Somebody filled the slots at the machine: the full-load button, or a stock set by hand. */
export function shutAgain(state: MachineState, message: BoardMessage, nowMs: number): MachineState {
  const isFilled =
    message.name === 'full-load-button' ||
    message.name === 'full-load-request' ||
    (message.name === 'set-inventory' && message.inventory > 0);
  return isFilled ? shutAll(state, nowMs) : state;
}

/** A line fault leads to a sync, and that to the next try. */
export function noteForShut(state: MachineState, note: LinkNote): MachineState {
  if (note.happened === 'acknowledged') return { ...state, shutTries: 0 };
  return note.happened === 'line-fault' ? { ...state, shutTries: state.shutTries + 1 } : state;
}
