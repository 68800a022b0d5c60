// pure
// The simulated board: (state, event, now) to the next state and what shall happen in the world.
import { type Frame, hexOf, joined } from './board-bytes.ts';
import { doorsWakeAt, relock } from './board-cabinet.ts';
import { obey } from './board-commands.ts';
import { happen } from './board-happenings.ts';
import {
  acknowledge,
  bootDone,
  dataDelivered,
  hear,
  hostTick,
  hurry,
  isSilent,
  throughNoise,
} from './board-line.ts';
import { finishMotor } from './board-motor.ts';
import type { BoardEvent, BoardState, Effect } from './board-state.ts';
import { patch, patchLine, restartBoard, type Turn } from './board-turn.ts';
import {
  cameInTurn,
  isRepeat,
  watchDelivered,
  watchJunk,
  watchSurplusAck,
  wellFormed,
} from './board-watch.ts';

/** 1.3: an unfinished frame is given up after about 100 ms of silence. */
const FRAME_TIMEOUT_MS = 100;
const ACK = 0x42;

/** One step. `now` is in milliseconds and never goes back. */
export function stepBoard(
  state: BoardState,
  event: BoardEvent,
  now: number,
): { state: BoardState; effects: Effect[] } {
  const turn: Turn = { state, now, effects: [] };
  if (event.type === 'start') restartBoard(turn, 0);
  else if (event.type === 'bytes') onBytes(turn, event.bytes);
  else if (event.type === 'scenario') happen(turn, event.scenario);
  if (event.type !== 'bytes') onTime(turn);
  return { state: turn.state, effects: turn.effects };
}

/** When the board next has something to do by itself; Infinity while it is off. */
export function nextWakeAt(state: BoardState): number {
  if (state.power === 'off') return Number.POSITIVE_INFINITY;
  if (state.power === 'booting') return state.bootEndsAt;
  const { silence } = state.trouble;
  const motorAt = Math.min(state.motor?.endsAt ?? Number.POSITIVE_INFINITY, doorsWakeAt(state.doors));
  if (silence?.framesLeft === 0) return Math.min(motorAt, silence.endsAt);
  return Math.min(motorAt, lineWakeAt(state));
}

function lineWakeAt({ line, config }: BoardState): number {
  const { awaiting } = line;
  const overdueAt = awaiting && !awaiting.overdue ? awaiting.at + config.answerDeadlineMs : line.nextSendAt;
  const frameAt = line.rx.length > 0 ? line.rxAt + FRAME_TIMEOUT_MS : line.nextSendAt;
  return Math.min(line.nextSendAt, overdueAt, frameAt);
}

function onTime(turn: Turn): void {
  const { power, bootEndsAt } = turn.state;
  if (power === 'booting' && turn.now >= bootEndsAt) bootDone(turn);
  if (turn.state.power !== 'on') return;
  relock(turn);
  if (turn.state.motor && turn.now >= turn.state.motor.endsAt) finishMotor(turn);
  if (turn.state.power !== 'on') return;
  const { rx, rxAt } = turn.state.line;
  if (rx.length > 0 && turn.now >= rxAt + FRAME_TIMEOUT_MS) onFound(turn, rx, true);
  if (turn.state.power === 'on') hostTick(turn);
}

function onBytes(turn: Turn, bytes: Uint8Array): void {
  if (turn.state.power !== 'on' || isSilent(turn)) return;
  onFound(turn, joined(turn.state.line.rx, throughNoise(turn, bytes)), false);
}

function onFound(turn: Turn, rx: Uint8Array, flush: boolean): void {
  const before = turn.state.line.heardAt;
  const found = hear(turn, rx, flush);
  const heardAt = turn.state.line.heardAt;
  for (const item of found) {
    // A restart or a silence may begin in the middle of a chunk: the rest falls on deaf ears.
    if (turn.state.power !== 'on' || isSilent(turn)) return;
    // The watch asks how long it was quiet before this chunk.
    patchLine(turn, { heardAt: before });
    if ('junk' in item) watchJunk(turn, item.junk);
    else onFrame(turn, item.frame);
    patchLine(turn, { heardAt });
  }
}

function onFrame(turn: Turn, frame: Frame): void {
  turn.effects.push({ type: 'frame', from: 'UC', frame, note: '' });
  if (frame.cmd === ACK) onAck(turn);
  else onCommand(turn, frame);
  if (turn.state.power === 'on') hurry(turn);
}

function onAck(turn: Turn): void {
  const { awaiting } = turn.state.line;
  if (!awaiting) return watchSurplusAck(turn);
  if (awaiting.what === 'data') {
    watchDelivered(turn, turn.state.line.queue[0]?.cmd ?? 0);
    dataDelivered(turn);
  }
  patchLine(turn, { awaiting: null });
}

/** Process 2 of 1.4. A malformed or untimely command is neither acknowledged nor obeyed. */
function onCommand(turn: Turn, frame: Frame): void {
  const form = wellFormed(turn, frame);
  if (!cameInTurn(turn, frame) || form === 'malformed') return;
  patchLine(turn, { awaiting: null });
  const repeat = isRepeat(turn, frame);
  remember(turn, frame, repeat);
  if (form === 'known' && !(repeat && turn.state.config.suppressRepeats)) obey(turn, frame);
}

/** Acknowledges the command and keeps what is needed to know a further copy of it. */
function remember(turn: Turn, frame: Frame, repeat: boolean): void {
  const sends = repeat ? (turn.state.last?.sends ?? 0) + 1 : 1;
  const ack = acknowledge(turn);
  const pack = frame.payload[0] ?? 0;
  patch(turn, { last: { cmd: frame.cmd, pack, hex: hexOf(frame.bytes), sends, at: turn.now, ack } });
}
