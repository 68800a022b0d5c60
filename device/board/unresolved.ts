// pure
// Vends that ended without a final word of the board (rule BOARD-31): their motors may still turn, and their words may
// still come.
import {
  type MachineState,
  type Step,
  step,
  tell,
  type UnresolvedVend,
  type VendRequest,
  type VendState,
} from './board-types.ts';
import { STATUS_DISPENSED, STATUS_DISPENSING, STATUS_TAKE_GOODS, statusClass } from './codes.ts';
import type { BoardMessageOf } from './messages.ts';

/** Keeps a driven vend whose end nobody heard; its motor counts as turning until `restsAtMs`. */
export function noteUnresolved(
  state: MachineState,
  { selection, elevator }: Pick<VendRequest, 'selection' | 'elevator'>,
  restsAtMs: number,
  nowMs: number,
): MachineState {
  const isKept = (one: UnresolvedVend) =>
    one.selection !== selection && nowMs - one.endedAtMs < state.config.lateStatusWindowMs;
  const kept = state.unresolved.filter(isKept);
  const turning = state.turning || nowMs < restsAtMs;
  return { ...state, turning, unresolved: [...kept, { selection, elevator, endedAtMs: nowMs, restsAtMs }] };
}

/** The vend whose motor may turn longest; undefined when all are at rest. */
export const turningVend = (state: MachineState, nowMs: number): UnresolvedVend | undefined =>
  state.unresolved
    .filter((one) => nowMs < one.restsAtMs)
    .reduce<UnresolvedVend | undefined>((a, b) => (a && a.restsAtMs >= b.restsAtMs ? a : b), undefined);

/** True while a 0x04 for this selection may still be about an earlier vend. */
export const isUnresolved = (state: MachineState, selection: number, nowMs: number): boolean =>
  state.unresolved.some(
    (one) => one.selection === selection && nowMs - one.endedAtMs < state.config.lateStatusWindowMs,
  );

/** A final 0x04 of an earlier vend: its motor is at rest and it has had its last word. */
export function resolve(
  state: MachineState,
  { selection, status }: BoardMessageOf<'dispense-status'>,
  nowMs: number,
): MachineState {
  const late = state.unresolved.find((one) => one.selection === selection);
  if (!late || !isLast(status)) return state;
  // With an elevator more follows on 0x02.
  const moves = late.elevator && status === STATUS_DISPENSED;
  const restsAtMs = Math.min(late.restsAtMs, nowMs + state.config.elevatorSettleMs);
  const rest = state.unresolved.filter((one) => one !== late);
  return { ...state, unresolved: moves ? [...rest, { ...late, restsAtMs }] : rest };
}

/** When a motor comes to rest by time; null while none turns. */
export const restDueAtMs = (state: MachineState): number | null =>
  state.turning ? Math.max(...state.unresolved.map((one) => one.restsAtMs)) : null;

/** Says once that the motors are at rest: the counter may sell again. */
export function becameAtRest(state: MachineState, nowMs: number): Step {
  if (!state.turning || turningVend(state, nowMs)) return step(state);
  const rested = { ...state, turning: false };
  return state.isOnline ? step(rested, tell({ type: 'online' })) : step(rested);
}

const isLast = (status: number): boolean =>
  status === STATUS_DISPENSED || status === STATUS_TAKE_GOODS || statusClass(status) === 'failure';

/** A 0x04 that may be the late word of an earlier vend of the same slot: it counts for the new one from `dispensing` on. */
export const isDisputed = (vend: VendState, status: number): boolean =>
  vend.mustSeeStart && status !== STATUS_DISPENSING;
