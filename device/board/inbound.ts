// pure
// What each data frame from the board means to the machine (rules BOARD-15 to BOARD-17, BOARD-31, BOARD-44).
import type { BoardEvent, MachineState, Step } from './board-types.ts';
import { andThen, step, tell } from './board-types.ts';
import { statusClass, statusName } from './codes.ts';
import type { BoardMessage, BoardMessageOf } from './messages.ts';
import { shutAgain } from './shut-keypad.ts';
import { selectionReported } from './sync.ts';
import { becameAtRest, resolve } from './unresolved.ts';
import { checkAnswered, dispenseStatus, isForVend, statusEvent } from './vend.ts';
import { statusForWatch } from './watch.ts';

/** A data frame that is no duplicate and no 0x31. */
export function dataArrived(state: MachineState, message: BoardMessage, nowMs: number): Step {
  switch (message.name) {
    case 'selection-result':
      return andThen(step(state, tell({ type: 'message', message })), (s) =>
        checkAnswered(s, message, nowMs),
      );
    case 'dispense-status':
      return statusArrived(state, message, nowMs);
    case 'selection-report':
      return selectionReported(state, message, nowMs);
    case 'full-status':
      return fullStatus(state, message);
    default:
      return step(shutAgain(state, message, nowMs), tell(plainEvent(state, message)));
  }
}

function plainEvent({ lastData, sync }: MachineState, message: BoardMessage): BoardEvent {
  switch (message.name) {
    case 'selection-chosen':
      return message.selection === 0
        ? { type: 'selection-cancelled' }
        : { type: 'selection-chosen', selection: message.selection };
    case 'money-received': {
      const { mode, modeName, amount, cardNumber } = message;
      const age = lastData?.isFirst && sync.phase !== 'complete' ? { mayBeOld: true as const } : {};
      return {
        type: 'money-received',
        mode,
        modeName,
        amount,
        ...(cardNumber ? { cardNumber } : {}),
        ...age,
      };
    }
    case 'current-credit':
      return { type: 'credit', credit: message.credit };
    case 'change-paid':
      return { type: 'change-paid', notesPaid: message.notesPaid, coinsPaid: message.coinsPaid };
    case 'door-state':
      return { type: 'door-state', doors: message.doors };
    case 'unknown':
      return { type: 'unknown-command', cmd: message.cmd, data: message.data };
    default:
      return { type: 'message', message };
  }
}

/** A 0x04 belongs to the vend in progress, to a watch, to the vend that ended last, or to nobody. */
function statusArrived(
  before: MachineState,
  message: BoardMessageOf<'dispense-status'>,
  nowMs: number,
): Step {
  if (isForVend(before, message)) return dispenseStatus(before, message, nowMs);
  const heard = becameAtRest(resolve(before, message, nowMs), nowMs);
  return andThen(heard, (state) => otherStatus(state, message, nowMs));
}

function otherStatus(state: MachineState, message: BoardMessageOf<'dispense-status'>, nowMs: number): Step {
  const watch = state.watches.find((one) => one.selection === message.selection);
  if (watch) {
    const told = step(state, statusEvent('dispense-status', message));
    return andThen(told, (next) => statusForWatch(next, watch, message));
  }
  const { ended, config } = state;
  const isLate =
    ended?.selection === message.selection && nowMs - ended.atMs < config.lateStatusWindowMs ? ended : null;
  if (!isLate) return step(state, statusEvent('unasked-dispense-status', message));
  const { selection, status } = message;
  const names = { statusName: statusName(status), statusClass: statusClass(status) };
  return step(
    state,
    tell({ type: 'late-dispense-status', outcome: isLate.outcome, selection, status, ...names }),
  );
}

/** 0x52: temperatures every time, the door when it changed. */
function fullStatus(state: MachineState, message: BoardMessageOf<'full-status'>): Step {
  const { temperature, temperatures, door } = message;
  const told = step(
    { ...state, door },
    tell({ type: 'message', message }),
    tell({ type: 'temperature', temperature, temperatures }),
  );
  if (door === state.door) return told;
  told.effects.push(tell({ type: 'door', isOpen: door === state.config.doorOpenValue, raw: door }));
  return told;
}
