// pure
// POLL and ACK (rules BOARD-10 to BOARD-14; hardware-protocols.md 1.4, 1.5): a command follows a POLL, one is
// outstanding, the same pack number goes out again until the ACK, five times at most. After a command that was given
// up without an ACK the two sides may disagree about pack numbers: only sync may follow it.
import type { BoardConfig } from './board-config.ts';
import { type BoardCommand, encodeCommand } from './commands.ts';
import { CMD_ACK, encodeFrame } from './frame.ts';
import type { BoardMessage } from './messages.ts';

/** Who a command belongs to. */
export type Ticket =
  | { for: 'sync' }
  | { for: 'vend-check'; id: number }
  | { for: 'vend-drive'; id: number }
  | { for: 'status' }
  | { for: 'shut' }
  | { for: 'command'; id: number };

export interface Queued {
  ticket: Ticket;
  command: BoardCommand;
  queuedAtMs: number;
}

export interface LinkState {
  /** 1…255; the number of the command that is outstanding, else of the next one. */
  nextPack: number;
  queue: readonly Queued[];
  outstanding: (Queued & { sends: number; lastSentAtMs: number }) | null;
  /** A command was given up without its ACK: a sync comes before any other command. */
  isDoubtful: boolean;
}

/** What became of a command: for its owner. */
export interface LinkNote extends Queued {
  happened: 'sent' | 'acknowledged' | 'line-fault' | 'timed-out' | 'lost';
}

export interface LinkStep {
  link: LinkState;
  writes: Uint8Array[];
  notes: LinkNote[];
  resends: number;
}

export const emptyLink = (): LinkState => ({
  nextPack: 1,
  queue: [],
  outstanding: null,
  isDoubtful: false,
});

const FIRST_PACK = 1;
const LAST_PACK = 255;
const ACK = (): Uint8Array => encodeFrame(CMD_ACK);

const done = (link: LinkState, part: Partial<LinkStep> = {}): LinkStep => ({
  writes: [],
  notes: [],
  resends: 0,
  ...part,
  link,
});

const noteOf = (queued: Queued, happened: LinkNote['happened']): LinkNote => ({
  ticket: queued.ticket,
  command: queued.command,
  queuedAtMs: queued.queuedAtMs,
  happened,
});

/** Puts a command at the end of the queue; sync goes to the front (1.11: on the next POLL). */
export function enqueue(link: LinkState, queued: Queued): LinkState {
  const isSync = queued.ticket.for === 'sync';
  return { ...link, queue: isSync ? [queued, ...link.queue] : [...link.queue, queued] };
}

export const isWaiting = (link: LinkState, owner: Ticket['for']): boolean =>
  link.outstanding?.ticket.for === owner || link.queue.some((queued) => queued.ticket.for === owner);

/**
 * Takes back what a vend has in the queue, and its drive even when it was sent: it is not sent again. A check that was
 * sent goes on to its ACK, because it moves nothing.
 */
export function withdrawVend(link: LinkState): LinkState {
  const isVend = (queued: Queued) => queued.ticket.for === 'vend-check' || queued.ticket.for === 'vend-drive';
  const queue = link.queue.filter((queued) => !isVend(queued));
  const rest = { ...link, queue };
  return link.outstanding?.ticket.for === 'vend-drive' ? giveUp(rest) : rest;
}

/** Takes the periodic question back that has not left yet: a vend does not wait for it. */
export const withdrawStatus = (link: LinkState): LinkState => ({
  ...link,
  queue: link.queue.filter((queued) => queued.ticket.for !== 'status'),
});

/** Forgets the outstanding command; its pack number is not used up, because it was not acknowledged (1.5). */
const giveUp = (link: LinkState): LinkState => ({ ...link, outstanding: null, isDoubtful: true });

/** Answers a POLL that is young enough: re-send, else the next command, else a plain ACK. */
export function answerPoll(link: LinkState, nowMs: number, config: BoardConfig): LinkStep {
  const { outstanding } = link;
  if (!outstanding) return sendNext(link, nowMs, config);
  if (outstanding.sends >= config.maxSends) {
    const note = noteOf(outstanding, 'line-fault');
    return done(giveUp(link), { writes: [ACK()], notes: [note] });
  }
  const again = { ...outstanding, sends: outstanding.sends + 1, lastSentAtMs: nowMs };
  const bytes = encodeCommand(outstanding.command, link.nextPack);
  return done({ ...link, outstanding: again }, { writes: [bytes], resends: 1 });
}

function sendNext(link: LinkState, nowMs: number, config: BoardConfig): LinkStep {
  const [next, ...queue] = link.queue;
  const mayGo = next?.ticket.for === 'sync' || (!link.isDoubtful && next && isSettled(next, nowMs, config));
  if (!next || !mayGo) return done(link, { writes: [ACK()] });
  const outstanding = { ...next, sends: 1, lastSentAtMs: nowMs };
  const bytes = encodeCommand(next.command, link.nextPack);
  return done({ ...link, queue, outstanding }, { writes: [bytes], notes: [noteOf(next, 'sent')] });
}

const isSettled = (queued: Queued, nowMs: number, config: BoardConfig): boolean =>
  nowMs - queued.queuedAtMs >= config.commandSettleMs;

/** The ACK carries no pack number: it belongs to the one outstanding command, or to nothing. */
export function acknowledge(link: LinkState): LinkStep {
  if (!link.outstanding) return done(link);
  const nextPack = link.nextPack === LAST_PACK ? FIRST_PACK : link.nextPack + 1;
  const note = noteOf(link.outstanding, 'acknowledged');
  const isDoubtful = link.isDoubtful && note.ticket.for !== 'sync';
  return done({ ...link, nextPack, outstanding: null, isDoubtful }, { notes: [note] });
}

const movesMotor = (command: BoardCommand, selection: number): boolean =>
  (command.name === 'drive-selection' || command.name === 'select-to-buy') && command.selection === selection;

/**
 * A 0x04 proves that the drive arrived although its ACK did not: sending it again could turn the motor again, because
 * no document proves that a board suppresses the repeat (1.13 item 4). A 0x02 proves the same of a purchase.
 */
export function acknowledgeByReply(link: LinkState, reply: BoardMessage): LinkStep {
  const { outstanding } = link;
  if (!outstanding) return done(link);
  const { command } = outstanding;
  const isBuy = command.name === 'select-to-buy';
  const answersBuy = reply.name === 'selection-result' && isBuy && command.selection === reply.selection;
  const isReply = answersBuy || (reply.name === 'dispense-status' && movesMotor(command, reply.selection));
  return isReply ? done(giveUp(link), { notes: [noteOf(outstanding, 'acknowledged')] }) : done(link);
}

/** When the oldest free command fails for want of POLLs; null without one. */
export function commandDueAtMs(link: LinkState, config: BoardConfig): number | null {
  const times = link.queue
    .filter((queued) => queued.ticket.for === 'command')
    .map((queued) => queued.queuedAtMs + config.commandTimeoutMs);
  const { outstanding } = link;
  if (outstanding?.ticket.for === 'command') times.push(outstanding.lastSentAtMs + config.commandTimeoutMs);
  return times.length === 0 ? null : Math.min(...times);
}

/** Fails free commands that waited too long: in the queue they were never sent, outstanding perhaps. */
export function expireCommands(link: LinkState, nowMs: number, config: BoardConfig): LinkStep {
  const isOld = (queued: Queued) =>
    queued.ticket.for === 'command' && nowMs >= queued.queuedAtMs + config.commandTimeoutMs;
  const old = link.queue.filter(isOld).map((queued) => noteOf(queued, 'timed-out'));
  const queue = link.queue.filter((queued) => !isOld(queued));
  const { outstanding } = link;
  const isStuck =
    outstanding?.ticket.for === 'command' && nowMs >= outstanding.lastSentAtMs + config.commandTimeoutMs;
  const stuck = isStuck ? [noteOf(outstanding, 'line-fault')] : [];
  const rest = { ...link, queue };
  return done(isStuck ? giveUp(rest) : rest, { notes: [...stuck, ...old] });
}

/** The port is gone: nothing stays queued, everything is reported to its owner. */
export function loseAll(link: LinkState): LinkStep {
  const waiting = link.outstanding ? [link.outstanding, ...link.queue] : link.queue;
  const notes = waiting.map((queued) => noteOf(queued, 'lost'));
  return done({ ...link, queue: [], outstanding: null, isDoubtful: false }, { notes });
}

/** The board started anew: what it had not acknowledged is not sent again, it might take effect twice. */
export function loseOutstanding(link: LinkState): LinkStep {
  const { outstanding } = link;
  if (!outstanding || outstanding.ticket.for === 'sync') return done(link);
  return done(giveUp(link), { notes: [noteOf(outstanding, 'lost')] });
}
