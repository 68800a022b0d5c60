// pure
// 0x31 and the slot list (rules BOARD-40 to BOARD-43; hardware-protocols.md 1.11).
import type { MachineState, SelectionReport, Step, SyncState } from './board-types.ts';
import { andThen, step, tell } from './board-types.ts';
import { enqueue, isWaiting, type LinkNote, loseOutstanding } from './link.ts';
import { shutAll } from './shut-keypad.ts';
import { breakOff } from './vend.ts';
import { endWatch } from './watch.ts';

export const neverSynced = (): SyncState => ({ phase: 'needed', quietSinceMs: 0, listed: new Map() });

/** Queues our 0x31 for the next POLL, once. */
export function requestSync(state: MachineState, nowMs: number): MachineState {
  const sync: SyncState = { ...state.sync, phase: 'needed' };
  if (isWaiting(state.link, 'sync')) return { ...state, sync };
  const queued = { ticket: { for: 'sync' }, command: { name: 'sync' }, queuedAtMs: nowMs } as const;
  return { ...state, sync, link: enqueue(state.link, queued) };
}

export function noteForSync(state: MachineState, note: LinkNote, nowMs: number): Step {
  if (note.happened === 'acknowledged') {
    const listing = { phase: 'listing', quietSinceMs: nowMs, listed: new Map() } as const;
    return step(shutAll({ ...state, sync: listing }, nowMs));
  }
  return step(note.happened === 'line-fault' ? requestSync(state, nowMs) : state);
}

/** 0x11: a slot of the list, or news about one. */
export function selectionReported(state: MachineState, report: SelectionReport, nowMs: number): Step {
  const selections = new Map(state.selections).set(report.selection, report);
  const isListing = state.sync.phase === 'listing';
  const sync = isListing
    ? { ...state.sync, quietSinceMs: nowMs, listed: new Map(state.sync.listed).set(report.selection, report) }
    : state.sync;
  const { cmd: _cmd, name: _name, pack: _pack, ...fields } = report;
  return step({ ...state, selections, sync }, tell({ type: 'selection-report', ...fields }));
}

export const listDueAtMs = (state: MachineState): number | null =>
  state.sync.phase === 'listing' ? state.sync.quietSinceMs + state.config.slotListQuietMs : null;

/** The list has no end marker: quiet ends it. A board that lists nothing leaves the list we had. */
export function expireList(state: MachineState, nowMs: number): Step {
  const due = listDueAtMs(state);
  if (due === null || nowMs < due) return step(state);
  const { listed } = state.sync;
  const selections = listed.size > 0 ? listed : state.selections;
  const sync = { ...state.sync, phase: 'complete', listed: new Map() } as const;
  return step({ ...state, sync, selections }, tell({ type: 'selections-complete', count: listed.size }));
}

/**
 * 0x31 from the board: it started anew. Clears what was in progress and sends 0x31 back on the next POLL. Returns the
 * owners' notes apart, because they go to whoever sent the command.
 */
export function boardRestarted(state: MachineState, nowMs: number): { step: Step; notes: LinkNote[] } {
  const ended = andThen(step(state, tell({ type: 'restarted' })), (next) =>
    breakOff(next, 'the board started anew during the vend', nowMs),
  );
  const watched = state.watches.reduce(
    (done, watch) => andThen(done, (next) => endWatch(next, watch, 'the board started anew', nowMs)),
    ended,
  );
  const cleared = loseOutstanding(watched.state.link);
  // A restart stops the motors and forgets what was not said yet.
  const next = requestSync(
    {
      ...watched.state,
      unresolved: [],
      turning: false,
      shutTries: 0,
      statusDueAtMs: nowMs + state.config.statusEveryMs,
      link: cleared.link,
    },
    nowMs,
  );
  return { step: { state: next, effects: watched.effects }, notes: cleared.notes };
}
