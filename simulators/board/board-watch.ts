// pure
import { type Frame, hexOf, type Junk } from './board-bytes.ts';
import type { LastCommand, ViolationKind } from './board-state.ts';
import { patch, patchLine, type Turn, violation } from './board-turn.ts';

/** 1.4: a command is sent at most 5 times. */
const MAX_SENDS = 5;
/** 1.5: five re-sends at 200 ms fit in 2 s. */
const FORGET_REPEATS_MS = 2000;
/** Whoever was silent this long may have opened its port between a POLL and its answer: it cannot know the POLL's age. */
const JUST_OPENED_MS = 1000;
const SYNC = 0x31;

const atLeast = (least: number) => (len: number) => len >= least;
const oneOf =
  (...sizes: number[]) =>
  (len: number) =>
    sizes.includes(len);

/** LEN of every command the upper computer may send (1.7; both sizes where sources disagree). */
const SIZES: Readonly<Record<number, (len: number) => boolean>> = {
  1: oneOf(3, 4),
  3: oneOf(3),
  5: oneOf(3),
  6: oneOf(5, 6),
  18: oneOf(7),
  19: oneOf(4),
  20: oneOf(4),
  21: oneOf(5),
  22: oneOf(2),
  37: oneOf(1),
  39: atLeast(6),
  40: oneOf(4),
  49: oneOf(1),
  81: oneOf(1),
  83: oneOf(1),
  97: oneOf(1, 2),
  100: oneOf(5),
  112: atLeast(3),
  128: oneOf(2),
  130: oneOf(3),
  132: oneOf(4),
};

/** Which data frame answers which command; who has it knows that the command arrived, ACK or not. */
const ANSWERS: Readonly<Record<number, number>> = {
  1: 2,
  3: 2,
  6: 4,
  37: 38,
  49: 17,
  81: 82,
  83: 84,
  128: 129,
  130: 131,
  132: 133,
};

const told = (frame: Frame): string => hexOf(frame.bytes);

/** Noise delays and hides frames for the counter too: what looks untimely then is the line's fault. */
const lineWasBad = (turn: Turn): boolean => turn.now < turn.state.trouble.noisyUntil;

/** Bytes that were no frame are the upper computer's fault unless the line was bad. */
export function watchJunk(turn: Turn, junk: Junk): void {
  turn.effects.push({ type: 'junk', junk });
  if (!lineWasBad(turn)) violation(turn, junk.why, hexOf(junk.bytes));
}

/** An ACK nobody asked for; those to host frames that were answered late are not held against anyone. */
export function watchSurplusAck(turn: Turn): void {
  const { unanswered } = turn.state.line;
  if (unanswered > 0) patchLine(turn, { unanswered: unanswered - 1 });
  else if (!lineWasBad(turn)) violation(turn, 'unprompted', 'ACK to nothing');
}

/** Whether a command came at a moment when it may come (1.4). A late one is recorded and obeyed all the same. */
export function cameInTurn(turn: Turn, frame: Frame): boolean {
  const { awaiting, unanswered } = turn.state.line;
  if (awaiting?.what === 'data') {
    violation(turn, 'command-instead-of-ack', told(frame));
    return false;
  }
  if (awaiting) {
    watchLateness(turn, frame, turn.now - awaiting.at);
    return true;
  }
  if (unanswered === 0 && !lineWasBad(turn)) violation(turn, 'unprompted', told(frame));
  if (unanswered > 0) patchLine(turn, { unanswered: unanswered - 1 });
  return unanswered > 0;
}

function watchLateness(turn: Turn, frame: Frame, lateMs: number): void {
  const { config, line } = turn.state;
  const justOpened = turn.now - line.heardAt > Math.max(JUST_OPENED_MS, 3 * line.pollMs);
  if (lateMs > config.answerDeadlineMs && !justOpened && !lineWasBad(turn))
    violation(turn, 'late-command', `${told(frame)} came ${Math.round(lateMs)} ms after POLL`);
}

/** The counter acknowledged a data frame: if that answers a command whose ACK was lost, the counter may go on. */
export function watchDelivered(turn: Turn, cmd: number): void {
  const { last } = turn.state;
  if (last?.ack === 'none' && ANSWERS[last.cmd] === cmd) patch(turn, { last: { ...last, ack: 'doubtful' } });
}

/** Whether the command is one the manual knows, with a LEN it allows. Unknown ones are acknowledged (1.13). */
export function wellFormed(turn: Turn, frame: Frame): 'known' | 'unknown' | 'malformed' {
  const fits = SIZES[frame.cmd];
  if (!fits) violation(turn, 'unknown-command', told(frame));
  else if (!fits(frame.payload.length)) violation(turn, 'bad-length', told(frame));
  if (fits) return fits(frame.payload.length) ? 'known' : 'malformed';
  return frame.payload.length > 0 ? 'unknown' : 'malformed';
}

const sameWork = (last: LastCommand, frame: Frame): boolean =>
  last.cmd === frame.cmd && packless(last.hex) === packless(told(frame));

/** The frame without pack number and XOR. */
const packless = (hex: string): string => `${hex.slice(0, 11)}${hex.slice(14, -3)}`;

/** Whether this is a further copy of the last command; records what is wrong with its pack number (1.5). */
export function isRepeat(turn: Turn, frame: Frame): boolean {
  const { last, line } = turn.state;
  const pack = frame.payload[0] ?? 0;
  if (pack === 0) violation(turn, 'pack-zero', told(frame));
  if (!last) return false;
  const forgetMs = Math.max(FORGET_REPEATS_MS, 10 * line.pollMs);
  const copy = last.hex === told(frame) && turn.now - last.at < forgetMs;
  const wrong = copy ? wrongRepeat(turn, last) : wrongSuccession(last, frame, pack);
  if (wrong) violation(turn, wrong, `${told(frame)} after ${last.hex}`);
  return copy;
}

function wrongRepeat(turn: Turn, last: LastCommand): ViolationKind | null {
  if (last.sends >= MAX_SENDS) return 'too-many-sends';
  // A copy may cross our ACK on the wire; later it was sent although the ACK had arrived.
  const crossed = turn.now - last.at <= turn.state.config.answerDeadlineMs;
  return last.ack === 'sent' && !crossed ? 'repeated-after-ack' : null;
}

function wrongSuccession(last: LastCommand, frame: Frame, pack: number): ViolationKind | null {
  // A freshly started upper computer may count from anywhere; it says so by its sync.
  if (frame.cmd === SYNC) return null;
  if (pack === last.pack) return 'pack-not-advanced';
  if (last.ack === 'none' && last.sends < MAX_SENDS)
    return sameWork(last, frame) ? 'pack-changed-on-resend' : 'second-command';
  return last.ack === 'sent' && pack !== (last.pack % 255) + 1 ? 'pack-skipped' : null;
}
