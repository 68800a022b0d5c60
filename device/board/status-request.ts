// pure
// Asks an idle board for temperature and door by itself (rule BOARD-48): 0x52 comes on request only.
import { type MachineState, type Step, step } from './board-types.ts';
import { enqueue, type LinkNote } from './link.ts';

/** When 0x51 is due; null when it is not to be asked. */
export function statusRequestDueAtMs(state: MachineState): number | null {
  const isIdle = state.vend === null && state.link.queue.length === 0 && state.link.outstanding === null;
  return isIdle && state.sync.phase === 'complete' ? state.statusDueAtMs : null;
}

/** Puts 0x51 in the queue when it is due; never while a vend is in progress. */
export function requestStatus(state: MachineState, nowMs: number): Step {
  const due = statusRequestDueAtMs(state);
  if (due === null || nowMs < due) return step(state);
  const queued = {
    ticket: { for: 'status' },
    command: { name: 'request-status' },
    queuedAtMs: nowMs,
  } as const;
  return step(statusLater({ ...state, link: enqueue(state.link, queued) }, nowMs));
}

/** The next question is a full period away. */
export const statusLater = (state: MachineState, nowMs: number): MachineState => ({
  ...state,
  statusDueAtMs: nowMs + state.config.statusEveryMs,
});

/** A board that does not know 0x51 is not asked again before the port is opened anew or the board restarts. */
export const noteForStatus = (state: MachineState, note: LinkNote): Step =>
  step(note.happened === 'line-fault' ? { ...state, statusDueAtMs: null } : state);
