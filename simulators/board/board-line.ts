// pure
import { encodeFrame, hexOf, takeFrames } from './board-bytes.ts';
import { note, patch, patchLine, patchTrouble, type Turn } from './board-turn.ts';
import { draw, mangled } from './seeded.ts';

/** 1.4: data that is not acknowledged is sent again at most 5 times. */
const MAX_RESENDS = 5;
const POLL = 0x41;
const ACK = 0x42;
/** Junk heard this soon after the line was bad is the line's fault, not the upper computer's. */
const NOISE_ECHO_MS = 1000;

/** Whether the board is dumb and deaf at this moment. */
export function isSilent(turn: Turn): boolean {
  const { silence } = turn.state.trouble;
  return silence !== null && silence.framesLeft === 0 && turn.now < silence.endsAt;
}

/** Begins a silence after `framesLeft` more frames; `forMs` null lasts until healed or restarted. */
export function beSilent(turn: Turn, framesLeft: number, forMs: number | null): void {
  const endsAt = turn.now + (forMs ?? Number.POSITIVE_INFINITY);
  patchTrouble(turn, { silence: { framesLeft, forMs, endsAt } });
  if (framesLeft === 0) patchLine(turn, { awaiting: null, rx: new Uint8Array(0) });
}

/** Whether a frame may still go out; counts it against a silence to come. */
function mayStillSpeak(turn: Turn): boolean {
  if (isSilent(turn)) return false;
  const { silence } = turn.state.trouble;
  if (!silence || silence.framesLeft === 0) return true;
  const left = silence.framesLeft - 1;
  const endsAt = turn.now + (silence.forMs ?? Number.POSITIVE_INFINITY);
  patchTrouble(turn, { silence: { ...silence, framesLeft: left, endsAt } });
  return true;
}

/** What a bad line makes of bytes, in either direction; the same bytes while there is no noise. */
export function throughNoise(turn: Turn, bytes: Uint8Array): Uint8Array {
  const { noiseRate, noiseSeed } = turn.state.trouble;
  if (noiseRate === 0 || bytes.length === 0) return bytes;
  const chance = draw(noiseSeed);
  const spoilt = chance.value < noiseRate ? mangled(bytes, chance.seed) : { bytes, seed: chance.seed };
  patchTrouble(turn, { noiseSeed: spoilt.seed, noisyUntil: turn.now + NOISE_ECHO_MS });
  return spoilt.bytes;
}

/** Puts a frame on the wire as the state of the line allows. Says whether it went out whole. */
function transmit(turn: Turn, cmd: number, payload: readonly number[] = []): 'whole' | 'spoilt' | 'silent' {
  if (!mayStillSpeak(turn)) return 'silent';
  const bytes = encodeFrame(cmd, payload);
  const sent = throughNoise(turn, bytes);
  const note = sent === bytes ? '' : `spoilt to ${hexOf(sent) || 'nothing'}`;
  const frame = { cmd, payload: Uint8Array.from(payload), bytes };
  turn.effects.push({ type: 'frame', from: 'VMC', frame, note });
  if (sent.length > 0) turn.effects.push({ type: 'send', bytes: sent });
  return sent === bytes ? 'whole' : 'spoilt';
}

/** Acknowledges a command, unless this ACK is one of those to be lost. */
export function acknowledge(turn: Turn): 'sent' | 'doubtful' | 'none' {
  const { loseAcks } = turn.state.trouble;
  if (loseAcks > 0) {
    patchTrouble(turn, { loseAcks: loseAcks - 1 });
    note(turn, 'the ACK to this command is lost');
    return 'none';
  }
  const went = transmit(turn, ACK);
  return went === 'whole' ? 'sent' : went === 'spoilt' ? 'doubtful' : 'none';
}

/** Puts a data frame in the queue; it goes out as soon as the bus is free. */
export function enqueue(turn: Turn, cmd: number, body: readonly number[] = []): void {
  patchLine(turn, { queue: [...turn.state.line.queue, { cmd, body }] });
  hurry(turn);
}

/** Data goes before the next POLL, but not while an answer may still come. */
export function hurry(turn: Turn): void {
  const { line, config } = turn.state;
  if (line.queue.length === 0 || line.sends > 0) return;
  const free = line.awaiting ? line.awaiting.at + config.answerDeadlineMs : turn.now + config.dataGapMs;
  if (free < line.nextSendAt) patchLine(turn, { nextSendAt: free });
}

/** The upper computer acknowledged the data frame at the head of the queue. */
export function dataDelivered(turn: Turn): void {
  patchLine(turn, { queue: turn.state.line.queue.slice(1), sends: 0 });
}

/** Gives up a data frame that was sent six times without an ACK. */
function giveUpUndelivered(turn: Turn): void {
  const { queue, sends } = turn.state.line;
  if (sends <= MAX_RESENDS) return;
  note(turn, `gave up data frame 0x${queue[0]?.cmd.toString(16)} after ${sends} sends`);
  dataDelivered(turn);
}

function sendHead(turn: Turn): void {
  const { line } = turn.state;
  const head = line.queue[0]!;
  const pack = line.sends === 0 ? (line.pack % 255) + 1 : line.pack;
  patchLine(turn, { pack, sends: line.sends + 1 });
  transmit(turn, head.cmd, [pack, ...head.body]);
}

/** The host's turn to speak: the oldest data frame, or a POLL (processes 1 and 3 of 1.4). */
function speak(turn: Turn): void {
  giveUpUndelivered(turn);
  const { line } = turn.state;
  const unanswered = line.awaiting ? Math.min(line.unanswered + 1, MAX_RESENDS) : line.unanswered;
  const what = line.queue.length > 0 ? 'data' : 'poll';
  patchLine(turn, {
    unanswered,
    nextSendAt: turn.now + line.pollMs,
    awaiting: { what, at: turn.now, overdue: false },
  });
  if (what === 'data') sendHead(turn);
  else transmit(turn, POLL);
}

function noticeOverdue(turn: Turn): void {
  const { awaiting, heardAt, nextSendAt } = turn.state.line;
  if (!awaiting || awaiting.overdue) return;
  if (turn.now < Math.min(nextSendAt, awaiting.at + turn.state.config.answerDeadlineMs)) return;
  patchLine(turn, { awaiting: { ...awaiting, overdue: true } });
  turn.effects.push({ type: 'unanswered', deafMs: turn.now - heardAt });
}

/** Everything the host does because time has passed. */
export function hostTick(turn: Turn): void {
  const { silence } = turn.state.trouble;
  if (silence && silence.framesLeft === 0 && turn.now >= silence.endsAt) {
    patchTrouble(turn, { silence: null });
    patchLine(turn, { nextSendAt: turn.now });
  }
  if (isSilent(turn)) return;
  noticeOverdue(turn);
  if (turn.now >= turn.state.line.nextSendAt) speak(turn);
}

/** Switches the host on: it announces itself with 0x31 (1.11). */
export function bootDone(turn: Turn): void {
  patch(turn, { power: 'on' });
  patchLine(turn, { nextSendAt: turn.now, queue: [{ cmd: 0x31, body: [] }] });
}

/** Frames and junk heard in `bytes`, together with what was left of the bytes before. */
export function hear(turn: Turn, rx: Uint8Array, flush: boolean): ReturnType<typeof takeFrames>['found'] {
  const { found, rest } = takeFrames(rx, flush);
  patchLine(turn, { rx: rest, rxAt: turn.now, ...(found.length > 0 ? { heardAt: turn.now } : {}) });
  return found;
}
