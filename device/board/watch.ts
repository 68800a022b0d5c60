// pure
// Listening for the outcome of a vend that an earlier run of the agent commanded (rule BOARD-30): nothing is sent.
import type { MachineState, Step, WatchRequest, WatchResult, WatchState } from './board-types.ts';
import { step } from './board-types.ts';
import { STATUS_DISPENSED, STATUS_DISPENSING, STATUS_TAKE_GOODS, statusClass, statusName } from './codes.ts';
import type { BoardMessageOf } from './messages.ts';
import { noteUnresolved } from './unresolved.ts';

export function startWatch(state: MachineState, id: number, request: WatchRequest, nowMs: number): Step {
  const untilMs = nowMs + Math.max(0, request.forMs);
  const { selection, mustSeeStart = false } = request;
  const watch = { id, selection, startedAtMs: nowMs, mustSeeStart, untilMs, sawTakeGoods: false };
  return step({ ...state, watches: [...state.watches, watch] });
}

const remove = (state: MachineState, watch: WatchState, result: WatchResult): Step =>
  step(
    { ...state, watches: state.watches.filter((other) => other.id !== watch.id) },
    { type: 'watch-result', id: watch.id, result },
  );

/** A 0x04 for a watched selection: success and failure end the watch, progress does not. */
export function statusForWatch(
  state: MachineState,
  watch: WatchState,
  message: BoardMessageOf<'dispense-status'>,
): Step {
  const { status } = message;
  const name = statusName(status);
  const keep = (seen: WatchState): Step =>
    step({ ...state, watches: state.watches.map((other) => (other.id === watch.id ? seen : other)) });
  // A result sent again for want of its ACK would end the wrong vend.
  if (watch.mustSeeStart) return keep({ ...watch, mustSeeStart: status !== STATUS_DISPENSING });
  if (status === STATUS_DISPENSED) {
    return remove(state, watch, { outcome: 'delivered', status, statusName: name, detail: name });
  }
  if (statusClass(status) === 'failure') {
    return remove(state, watch, { outcome: 'not-delivered', status, statusName: name, detail: name });
  }
  return keep({ ...watch, sawTakeGoods: watch.sawTakeGoods || status === STATUS_TAKE_GOODS });
}

/** Ends a watch without an outcome: the motor may have been driven right before the watch began (BOARD-31). */
export function endWatch(before: MachineState, watch: WatchState, reason: string, nowMs: number): Step {
  const request = { selection: watch.selection, elevator: false };
  const restsAtMs = watch.startedAtMs + before.config.vendTimeoutMs;
  const state = noteUnresolved(before, request, restsAtMs, nowMs);
  if (!watch.sawTakeGoods) return remove(state, watch, { outcome: 'none', detail: reason });
  return remove(state, watch, {
    outcome: 'none',
    status: STATUS_TAKE_GOODS,
    statusName: statusName(STATUS_TAKE_GOODS),
    probablyDelivered: true,
    detail: `probably delivered: the board asked to take the goods but never said dispensed; ${reason}`,
  });
}
