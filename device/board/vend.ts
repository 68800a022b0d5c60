// pure
// One vend: 0x01, 0x02, 0x06, 0x04 and the three outcomes (rules BOARD-20 to BOARD-33; hardware-protocols.md 1.7-1.9).
// A purchase is 0x12, 0x13, 0x03, 0x02, 0x04 and 0x13 again.

import type { VendOutcome, VendResult, VendState } from './board-types.ts';
import { type Effect, type MachineState, type Step, step, tell, type VendRequest } from './board-types.ts';
import {
  RESULT_OUT_OF_STOCK,
  RESULT_USABLE,
  resultName,
  STATUS_DISPENSED,
  STATUS_HEATING_TIME_LEFT,
  STATUS_TAKE_GOODS,
  statusClass,
  statusName,
} from './codes.ts';
import { enqueue, type LinkNote, withdrawStatus, withdrawVend } from './link.ts';
import type { BoardMessageOf } from './messages.ts';
import { shut } from './shut-keypad.ts';
import { isDisputed, isUnresolved, noteUnresolved, turningVend } from './unresolved.ts';

type DispenseStatus = BoardMessageOf<'dispense-status'>;

const MAX_SELECTION = 1000;
const MAX_PRICE_FEN = 0xffff_ffff;

const isPrice = (fen: number): boolean => Number.isInteger(fen) && fen >= 0 && fen <= MAX_PRICE_FEN;

const refuse = (state: MachineState, id: number, detail: string): Step =>
  step(state, { type: 'vend-result', id, result: { outcome: 'not-delivered', detail } });

/** Why a vend cannot even begin; null when it can. */
function obstacle(state: MachineState, request: VendRequest): string | null {
  const { selection } = request;
  if (!Number.isInteger(selection) || selection < 1 || selection > MAX_SELECTION) {
    return `selection must be a whole number from 1 to ${MAX_SELECTION}, it is ${selection}`;
  }
  if (!isPrice(request.buy?.priceFen ?? 0)) return `a price is whole fen, it is ${request.buy?.priceFen}`;
  if (!state.isOpen) return 'the board is not connected';
  if (state.vend) return 'another vend is in progress';
  if (state.watches.some((watch) => watch.selection === selection)) {
    return `selection ${selection} is being watched for the outcome of an earlier vend`;
  }
  return null;
}

export function startVend(state: MachineState, id: number, request: VendRequest, nowMs: number): Step {
  const why = obstacle(state, request);
  if (why) return refuse(state, id, why);
  const vend: VendState = {
    id,
    request,
    startedAtMs: nowMs,
    drivenAtMs: null,
    mustSeeStart: isUnresolved(state, request.selection, nowMs),
    isHeld: true,
    bought: false,
    dispensed: false,
    lineFault: false,
    lastStatus: null,
    lastStatusAtMs: nowMs,
  };
  return step(beginHeld({ ...state, vend, link: withdrawStatus(state.link) }, nowMs));
}

/** BOARD-31: a vend begins when the motors of earlier ones are at rest. */
export function beginHeld(state: MachineState, nowMs: number): MachineState {
  if (!state.vend?.isHeld || turningVend(state, nowMs)) return state;
  const vend = { ...state.vend, isHeld: false };
  const started = { ...state, vend };
  if (vend.request.buy) return prepare(started, vend, 'set-price', nowMs);
  if (!state.config.checkBeforeDrive) return drive(started, vend, nowMs).state;
  const check = { name: 'check-selection', selection: vend.request.selection } as const;
  const queued = { ticket: { for: 'vend-check', id: vend.id }, command: check, queuedAtMs: nowMs } as const;
  return { ...started, link: enqueue(state.link, queued) };
}

/** BOARD-32: the slot gets its price and one package, so that the board can sell it once. */
function prepare(
  state: MachineState,
  vend: VendState,
  what: 'set-price' | 'set-inventory',
  nowMs: number,
): MachineState {
  const { selection, buy } = vend.request;
  const command =
    what === 'set-price'
      ? ({ name: what, selection, price: buy?.priceFen ?? 0 } as const)
      : ({ name: what, selection, inventory: 1 } as const);
  const queued = { ticket: { for: 'vend-check', id: vend.id }, command, queuedAtMs: nowMs } as const;
  return { ...state, link: enqueue(state.link, queued) };
}

/** The slot is prepared one acknowledged command after the other, then bought. */
function prepared(state: MachineState, vend: VendState, note: LinkNote, nowMs: number): Step {
  if (note.command.name === 'set-price') return step(prepare(state, vend, 'set-inventory', nowMs));
  return note.command.name === 'set-inventory' ? drive(state, vend, nowMs) : step(state);
}

function drive(state: MachineState, vend: VendState, nowMs: number): Step {
  const { selection, dropSensor, elevator, buy } = vend.request;
  const command = buy
    ? ({ name: 'select-to-buy', selection } as const)
    : ({ name: 'drive-selection', selection, dropSensor, elevator } as const);
  return step({
    ...state,
    link: enqueue(state.link, { ticket: { for: 'vend-drive', id: vend.id }, command, queuedAtMs: nowMs }),
  });
}

function end(state: MachineState, vend: VendState, result: VendResult, nowMs: number): Step {
  const ended = { selection: vend.request.selection, outcome: result.outcome, atMs: nowMs };
  const withdrawn = { ...state, link: withdrawVend(state.link) };
  // Nothing is left in the slot for the keypad to sell.
  const isOpened = vend.request.buy !== undefined && !vend.isHeld;
  const { link } = isOpened ? shut(withdrawn, vend.request.selection, nowMs) : withdrawn;
  // A vend that never reached the motor leaves no status to come late.
  const next = { ...state, link, vend: null, ended: vend.drivenAtMs === null ? state.ended : ended };
  return step(next, { type: 'vend-result', id: vend.id, result });
}

const byStatus = (outcome: VendOutcome, status: number, detail: string): VendResult => ({
  outcome,
  status,
  statusName: statusName(status),
  detail,
});

/** What became of 0x01 or 0x06 on the line. */
export function noteForVend(state: MachineState, note: LinkNote, nowMs: number): Step {
  const { vend } = state;
  const { ticket } = note;
  // The check of a vend that is over may still find its ACK.
  if (!vend || !('id' in ticket) || ticket.id !== vend.id) return step(state);
  const isDrive = ticket.for === 'vend-drive';
  if (note.happened === 'sent' && isDrive) {
    return step({ ...state, vend: { ...vend, drivenAtMs: nowMs, lastStatusAtMs: nowMs } });
  }
  const isPrepared = note.happened === 'acknowledged' && !isDrive && vend.request.buy;
  if (isPrepared) return prepared(state, vend, note, nowMs);
  if (note.happened !== 'line-fault') return step(state);
  // The board may have driven although no ACK came: its 0x04 decides, or the vend timeout (1.13 item 4).
  if (isDrive) return step({ ...state, vend: { ...vend, lineFault: true } });
  const what = vend.request.buy ? 'price and stock' : 'the check';
  const detail = `the board did not acknowledge ${what}; the motor was not commanded`;
  return end(state, vend, { outcome: 'not-delivered', detail }, nowMs);
}

/** 0x02: may the selection be driven? */
export function checkAnswered(
  state: MachineState,
  answer: BoardMessageOf<'selection-result'>,
  nowMs: number,
): Step {
  const { vend, config } = state;
  if (vend?.request.buy) return buyAnswered(state, vend, answer, nowMs);
  const isMine = vend && answer.selection === vend.request.selection && vend.drivenAtMs === null;
  // An answer before the check left, or when the drive is queued already, is an echo of an earlier one.
  const isQueued = state.link.queue.some(
    ({ ticket }) => ticket.for === 'vend-check' || ticket.for === 'vend-drive',
  );
  if (!isMine || isQueued) return step(state);
  const isStockOurs = config.keepsStock && answer.result === RESULT_OUT_OF_STOCK;
  if (isStockOurs || config.vendableResults.includes(answer.result)) return drive(state, vend, nowMs);
  const name = resultName(answer.result);
  const detail = `the board says ${name}; the motor was not commanded`;
  const result = { outcome: 'not-delivered', status: answer.result, statusName: name, detail } as const;
  return end(state, vend, result, nowMs);
}

/**
 * BOARD-33: 0x02 after 0x03 left. A refusal is certain while nothing says that the board took the purchase up; once it
 * did, only 0x04 decides.
 */
function buyAnswered(
  state: MachineState,
  vend: VendState,
  answer: BoardMessageOf<'selection-result'>,
  nowMs: number,
): Step {
  const isMine = answer.selection === vend.request.selection && vend.drivenAtMs !== null;
  if (!isMine || vend.bought || vend.lastStatus !== null) return step(state);
  if (answer.result === RESULT_USABLE) return step({ ...state, vend: { ...vend, bought: true } });
  const name = resultName(answer.result);
  const detail = `the board says ${name} and does not sell`;
  const result = { outcome: 'not-delivered', status: answer.result, statusName: name, detail } as const;
  return end(state, vend, result, nowMs);
}

/** True when a 0x04 belongs to the vend in progress: only after 0x06 left, and by selection (1.5, 1.13 item 6). */
export const isForVend = (state: MachineState, status: DispenseStatus): boolean =>
  state.vend !== null &&
  state.vend.drivenAtMs !== null &&
  !isDisputed(state.vend, status.status) &&
  // The seconds of 0x23 stand where the selection is.
  (status.selection === state.vend.request.selection || status.status === STATUS_HEATING_TIME_LEFT);

export function dispenseStatus(state: MachineState, message: DispenseStatus, nowMs: number): Step {
  const vend = { ...state.vend!, mustSeeStart: false, lastStatus: message.status, lastStatusAtMs: nowMs };
  const { status } = message;
  const event = statusEvent('dispense-status', message, vend.request.selection);
  const settled = settle(vend, status);
  if (settled) {
    const ended = end(state, vend, settled, nowMs);
    return { state: ended.state, effects: [event, ...ended.effects] };
  }
  const dispensed = vend.dispensed || status === STATUS_DISPENSED;
  return step({ ...state, vend: { ...vend, dispensed } }, event);
}

/** The money rule (1.9): only 0x02 is a success, 0x24 without it is for a person to judge, failures are failures. */
function settle(vend: VendState, status: number): VendResult | null {
  if (status === STATUS_DISPENSED && !vend.request.elevator)
    return byStatus('delivered', status, 'dispensed');
  if (status === STATUS_TAKE_GOODS) {
    if (vend.dispensed) return byStatus('delivered', status, 'dispensed, then ready to be taken');
    const detail = 'probably delivered: the board asks to take the goods but never said dispensed';
    return { ...byStatus('unknown', status, detail), probablyDelivered: true };
  }
  if (statusClass(status) !== 'failure') return null;
  const name = statusName(status);
  if (vend.dispensed) return byStatus('unknown', status, `the board said dispensed, then ${name}`);
  return byStatus('not-delivered', status, name);
}

export function statusEvent(
  type: 'dispense-status' | 'unasked-dispense-status',
  message: DispenseStatus,
  selection = message.selection,
): Effect {
  const { status } = message;
  return tell({ type, selection, status, statusName: statusName(status), statusClass: statusClass(status) });
}

/** When the vend ends by time. */
export function vendDueAtMs(state: MachineState): number | null {
  const { vend, config } = state;
  if (!vend) return null;
  if (vend.drivenAtMs === null) return vend.startedAtMs + config.vendStartTimeoutMs;
  const timeout = vend.drivenAtMs + config.vendTimeoutMs;
  return vend.dispensed ? Math.min(timeout, vend.lastStatusAtMs + config.elevatorSettleMs) : timeout;
}

/** Ends the vend because its time is over. */
export function expireVend(state: MachineState, nowMs: number): Step {
  const due = vendDueAtMs(state);
  if (due === null || nowMs < due) return step(state);
  const { config } = state;
  const vend = state.vend!;
  if (vend.drivenAtMs === null) return breakOff(state, startFailure(state), nowMs);
  const why = vend.lineFault ? 'the board never acknowledged the drive and' : 'the board';
  const ended = breakOff(state, `${why} reported no outcome within ${config.vendTimeoutMs} ms`, nowMs);
  if (vend.dispensed) return ended;
  const unresolved = noteUnresolved(ended.state, vend.request, nowMs + config.motorRestMs, nowMs);
  return { ...ended, state: unresolved };
}

function startFailure({ vend, unresolved, config }: MachineState): string {
  const within = `within ${config.vendStartTimeoutMs} ms`;
  if (!vend?.isHeld) return `the board could not be commanded ${within}`;
  const slots = unresolved.map(({ selection }) => selection).join(', ');
  return `the board did not say ${within} that the motor of an earlier vend (slot ${slots}) is at rest`;
}

/** The port is gone, the motor goes on: what it does is not heard. */
export function loseVend(state: MachineState, reason: string, nowMs: number): Step {
  const ended = breakOff(state, reason, nowMs);
  const { vend, config } = state;
  if (!vend || vend.drivenAtMs === null) return ended;
  const restsAtMs = vend.drivenAtMs + config.vendTimeoutMs;
  return { ...ended, state: noteUnresolved(ended.state, vend.request, restsAtMs, nowMs) };
}

/** Ends the vend without a word from the board: what is certain depends on how far it came. */
export function breakOff(state: MachineState, reason: string, nowMs: number): Step {
  const { vend } = state;
  if (!vend) return step(state);
  if (vend.drivenAtMs === null) {
    const detail = `${reason}; the motor was not commanded`;
    return end(state, vend, { outcome: 'not-delivered', detail }, nowMs);
  }
  if (vend.dispensed) return end(state, vend, byStatus('delivered', STATUS_DISPENSED, 'dispensed'), nowMs);
  const last =
    vend.lastStatus === null ? {} : { status: vend.lastStatus, statusName: statusName(vend.lastStatus) };
  return end(state, vend, { outcome: 'unknown', ...last, detail: reason }, nowMs);
}
