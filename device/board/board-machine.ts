// pure
// The board driver's machine: (state, event, now) to the next state and effects. `now` is monotonic milliseconds.
// The rules are in docs/rules/board.md, the protocol in hardware-protocols.md chapter 1.
import type { BoardConfig } from './board-config.ts';
import {
  andThen,
  type CommandResult,
  count,
  type Effect,
  type FreeCommand,
  type MachineEvent,
  type MachineState,
  type Step,
  step,
  tell,
  type WatchState,
} from './board-types.ts';
import { encodeCommand } from './commands.ts';
import { isDuplicate, lastDataOf, lastDataWithoutPort } from './duplicates.ts';
import { CMD_ACK, encodeFrame } from './frame.ts';
import { dataArrived } from './inbound.ts';
import {
  acknowledge,
  acknowledgeByReply,
  answerPoll,
  commandDueAtMs,
  emptyLink,
  enqueue,
  expireCommands,
  isWaiting,
  type LinkNote,
  type LinkStep,
  loseAll,
} from './link.ts';
import type { BoardMessage } from './messages.ts';
import { noteForShut } from './shut-keypad.ts';
import { noteForStatus, requestStatus, statusLater, statusRequestDueAtMs } from './status-request.ts';
import { boardRestarted, expireList, listDueAtMs, neverSynced, noteForSync, requestSync } from './sync.ts';
import { becameAtRest, restDueAtMs } from './unresolved.ts';
import { beginHeld, expireVend, loseVend, noteForVend, startVend, vendDueAtMs } from './vend.ts';
import { endWatch, startWatch } from './watch.ts';

type FrameEvent = Extract<MachineEvent, { type: 'frame' }>;

export const newMachine = (config: BoardConfig): MachineState => ({
  config,
  isOpen: false,
  isOnline: false,
  heardAtMs: 0,
  lastPollAtMs: null,
  link: emptyLink(),
  sync: neverSynced(),
  vend: null,
  ended: null,
  unresolved: [],
  turning: false,
  watches: [],
  shutTries: 0,
  lastData: null,
  selections: new Map(),
  door: null,
  statusDueAtMs: null,
  counters: { framesIn: 0, bytesDiscarded: 0, duplicates: 0, resends: 0, lineFaults: 0, portReopens: 0 },
});

/** Takes one event at `nowMs`; the caller performs the effects in their order. */
export const advance = (state: MachineState, event: MachineEvent, nowMs: number): Step =>
  andThen(take(state, event, nowMs), (next) => step(settleDoubt(beginHeld(next, nowMs), nowMs)));

/** After a command without ACK the two sides begin anew with a sync, but not while a motor may be turning. */
function settleDoubt(state: MachineState, nowMs: number): MachineState {
  const isMoving = state.vend !== null && state.vend.drivenAtMs !== null;
  const isDue = state.isOpen && state.link.isDoubtful && !isMoving && !isWaiting(state.link, 'sync');
  return isDue ? requestSync(state, nowMs) : state;
}

function take(state: MachineState, event: MachineEvent, nowMs: number): Step {
  switch (event.type) {
    case 'port-opened': {
      const opened = { ...count(state, 'portReopens', event.isAgain ? 1 : 0), shutTries: 0 };
      const asked = statusLater({ ...opened, isOpen: true, heardAtMs: nowMs, sync: neverSynced() }, nowMs);
      return step(requestSync(asked, nowMs));
    }
    case 'port-lost':
      return portLost(state, event.reason, nowMs);
    case 'frame':
      return frameArrived(state, event, nowMs);
    case 'discarded': {
      const { bytes, count: size, reason } = event;
      const told = tell({ type: 'bytes-discarded', bytes, count: size, reason });
      return step(count(state, 'bytesDiscarded', size), told);
    }
    case 'vend':
      return startVend(state, event.id, event.request, nowMs);
    case 'watch':
      return startWatch(state, event.id, event.request, nowMs);
    case 'command':
      return startCommand(state, event.id, event.command, nowMs);
    case 'tick':
      return timePassed(state, nowMs);
    case 'stop':
      return andThen(portLost(state, 'the driver was stopped', nowMs), (next) =>
        endWatches(next, next.watches, 'the driver was stopped', nowMs),
      );
  }
}

function frameArrived(before: MachineState, event: FrameEvent, nowMs: number): Step {
  const heard = { ...count(before, 'framesIn'), heardAtMs: nowMs, isOnline: true };
  const first = before.isOnline ? step(heard) : step(heard, tell({ type: 'online' }));
  const { message } = event;
  return andThen(first, (state) => {
    if (message.name === 'poll') return pollArrived(state, event, nowMs);
    if (message.name === 'ack') return applyLink(state, acknowledge(state.link), nowMs);
    return dataFrame(state, event, nowMs);
  });
}

/** A POLL that is too old gets no answer: a late one collides with the board's next frame (1.4). */
function pollArrived(before: MachineState, event: FrameEvent, nowMs: number): Step {
  const state = { ...before, lastPollAtMs: nowMs };
  const isLate = nowMs - event.arrivedAtMs > state.config.answerDeadlineMs;
  if (isLate || event.isStale) return step(state);
  return applyLink(state, answerPoll(state.link, nowMs, state.config), nowMs);
}

/** Every copy is acknowledged, one is acted on (1.5); 0x31 clears the memory (1.11). */
function dataFrame(state: MachineState, event: FrameEvent, nowMs: number): Step {
  const acked = step(state, { type: 'write', bytes: encodeFrame(CMD_ACK) });
  return andThen(acked, (next) => {
    const isSyncNeeded = next.sync.phase === 'needed';
    if (isDuplicate(next.lastData, event, isSyncNeeded, nowMs, next.config))
      return step(count(next, 'duplicates'));
    const fresh = { ...next, lastData: lastDataOf(next.lastData, event, nowMs) };
    if (event.message.name === 'sync') return restarted(fresh, nowMs);
    return actOnData(fresh, event.message, nowMs);
  });
}

function actOnData(state: MachineState, message: BoardMessage, nowMs: number): Step {
  const proven = applyLink(state, acknowledgeByReply(state.link, message), nowMs);
  return andThen(proven, (next) => dataArrived(next, message, nowMs));
}

function restarted(state: MachineState, nowMs: number): Step {
  const { step: done, notes } = boardRestarted(state, nowMs);
  return notes.reduce((sofar, note) => andThen(sofar, (next) => deliverNote(next, note, nowMs)), done);
}

function applyLink(state: MachineState, linked: LinkStep, nowMs: number): Step {
  const writes: Effect[] = linked.writes.map((bytes) => ({ type: 'write', bytes }));
  const first = step({ ...count(state, 'resends', linked.resends), link: linked.link }, ...writes);
  return linked.notes.reduce((done, note) => andThen(done, (next) => deliverNote(next, note, nowMs)), first);
}

/** Tells the owner of a command what became of it. */
function deliverNote(state: MachineState, note: LinkNote, nowMs: number): Step {
  const { ticket, happened, command } = note;
  const detail = `${command.name} was sent ${state.config.maxSends} times at most and never acknowledged`;
  const told =
    happened === 'line-fault'
      ? step(count(state, 'lineFaults'), tell({ type: 'line-fault', command: command.name, detail }))
      : step(state);
  return andThen(told, (next) => {
    if (ticket.for === 'sync') return noteForSync(next, note, nowMs);
    if (ticket.for === 'status') return noteForStatus(next, note);
    if (ticket.for === 'shut') return step(noteForShut(next, note));
    if (ticket.for === 'command') return noteForCommand(next, ticket.id, note, detail);
    return noteForVend(next, note, nowMs);
  });
}

const DETAILS = {
  acknowledged: 'acknowledged by the board',
  'timed-out': 'the board did not poll in time; the command was not sent',
  lost: 'the connection ended or the board started anew before it acknowledged the command',
} as const;

function noteForCommand(state: MachineState, id: number, note: LinkNote, faultDetail: string): Step {
  const { happened } = note;
  if (happened === 'sent') return step(state);
  const detail = happened === 'line-fault' ? faultDetail : DETAILS[happened];
  return step(state, { type: 'command-result', id, result: { outcome: happened, detail } });
}

function startCommand(state: MachineState, id: number, command: FreeCommand, nowMs: number): Step {
  const refused = (detail: string): Step => {
    const result: CommandResult = { outcome: 'refused', detail };
    return step(state, { type: 'command-result', id, result });
  };
  if (!state.isOpen) return refused('the board is not connected');
  try {
    encodeCommand(command, 1);
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  }
  const link = enqueue(state.link, { ticket: { for: 'command', id }, command, queuedAtMs: nowMs });
  return step({ ...state, link });
}

function portLost(state: MachineState, reason: string, nowMs: number): Step {
  if (!state.isOpen) return step(state);
  const wasOnline = state.isOnline;
  const lastData = lastDataWithoutPort(state.lastData);
  const closed = { ...state, isOpen: false, isOnline: false, lastData, sync: neverSynced() };
  const told = step(closed, tell({ type: 'port-lost', reason }));
  if (wasOnline) told.effects.push(tell({ type: 'offline', reason }));
  const ended = andThen(told, (next) => loseVend(next, `the port was lost (${reason})`, nowMs));
  return andThen(ended, (next) => applyLink(next, loseAll(next.link), nowMs));
}

/** When `advance` wants a tick; null when nothing is due by time. */
export function nextDueAtMs(state: MachineState): number | null {
  const { config, heardAtMs, isOpen, isOnline } = state;
  const due = [
    vendDueAtMs(state),
    restDueAtMs(state),
    statusRequestDueAtMs(state),
    listDueAtMs(state),
    commandDueAtMs(state.link, config),
    isOpen ? heardAtMs + config.silenceMs : null,
    isOnline ? heardAtMs + config.offlineAfterMs : null,
    ...state.watches.map((watch) => watch.untilMs),
  ].filter((at) => at !== null);
  return due.length === 0 ? null : Math.min(...due);
}

function timePassed(state: MachineState, nowMs: number): Step {
  const parts: ((state: MachineState) => Step)[] = [
    (next) => becameAtRest(next, nowMs),
    (next) => expireVend(next, nowMs),
    (next) => expireList(next, nowMs),
    (next) => applyLink(next, expireCommands(next.link, nowMs, next.config), nowMs),
    (next) => expireWatches(next, nowMs),
    (next) => requestStatus(next, nowMs),
    (next) => becameQuiet(next, nowMs),
    (next) => fellSilent(next, nowMs),
  ];
  return parts.reduce((done, part) => andThen(done, part), step(state));
}

const endWatches = (
  state: MachineState,
  watches: readonly WatchState[],
  reason: string,
  nowMs: number,
): Step =>
  watches.reduce((done, watch) => andThen(done, (next) => endWatch(next, watch, reason, nowMs)), step(state));

function expireWatches(state: MachineState, nowMs: number): Step {
  const over = state.watches.filter((watch) => nowMs >= watch.untilMs);
  return endWatches(state, over, 'the board said nothing more', nowMs);
}

function becameQuiet(state: MachineState, nowMs: number): Step {
  if (!state.isOnline || nowMs < state.heardAtMs + state.config.offlineAfterMs) return step(state);
  const reason = `no frame for ${state.config.offlineAfterMs} ms`;
  return step({ ...state, isOnline: false }, tell({ type: 'offline', reason }));
}

/** 1.13 item 3: a port that says nothing any more is opened anew. */
function fellSilent(state: MachineState, nowMs: number): Step {
  if (!state.isOpen || nowMs < state.heardAtMs + state.config.silenceMs) return step(state);
  const reason = `no frame for ${state.config.silenceMs} ms`;
  const lost = portLost(state, reason, nowMs);
  return { state: lost.state, effects: [...lost.effects, { type: 'reopen', reason }] };
}
