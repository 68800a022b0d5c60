// pure
// Decides what goes up to the hub and when. The hub's position is the only receipt (LINK-3).
import type { PositionMessage, PositionRefusal } from '@zhuangui/protocol/messages.ts';

export interface LinkLimits {
  /** Lines that may be under way beyond the hub's position. */
  windowLines: number;
  /** No position for so long while lines are under way: send again from the last position. */
  positionTimeoutMs: number;
  /** First and longest pause before connecting again; the pause is drawn between 0 and the bound ("full jitter"). */
  backOffMinMs: number;
  backOffMaxMs: number;
}

export const linkLimits: LinkLimits = {
  windowLines: 2000,
  positionTimeoutMs: 5_000,
  backOffMinMs: 1_000,
  backOffMaxMs: 120_000,
};

export interface LinkState {
  phase: 'waiting' | 'connecting' | 'greeting' | 'streaming';
  journal: string;
  /** Last line of the journal. */
  headSeq: number;
  /** How far the hub says it holds the journal; undefined until it has said so on this connection. */
  position: number | undefined;
  /** Last line sent on this connection. */
  sentTo: number;
  /** A batch is being read from the journal and handed to the socket. */
  isSending: boolean;
  /** When the hub was last heard from, or something was first put under way; monotonic ms. */
  waitingSinceMs: number;
  failures: number;
  /** Set for ever when the hub holds another history of this journal than we do. */
  broken: 'fork' | 'behind-hub' | undefined;
  lastRefusal: { code: PositionRefusal; reason: string } | undefined;
}

export type LinkEvent =
  | { type: 'start' }
  | { type: 'connected' }
  | { type: 'closed'; jitter: number }
  | { type: 'appended'; headSeq: number }
  | { type: 'position'; message: PositionMessage; ownHash: string | undefined }
  | { type: 'sent'; after: number; to: number }
  | { type: 'send-failed' }
  | { type: 'tick'; jitter: number };

export type LinkEffect =
  | { type: 'connect' }
  | { type: 'hang-up' }
  | { type: 'hello' }
  | { type: 'send'; after: number; linesMax: number }
  | { type: 'wake'; delayMs: number }
  | { type: 'broken'; why: 'fork' | 'behind-hub'; reason: string };

export interface LinkStep {
  state: LinkState;
  effects: LinkEffect[];
}

export function initialLink(journal: string, headSeq: number): LinkState {
  return {
    phase: 'waiting',
    journal,
    headSeq,
    position: undefined,
    sentTo: 0,
    isSending: false,
    waitingSinceMs: 0,
    failures: 0,
    broken: undefined,
    lastRefusal: undefined,
  };
}

/** One event in, new state and effects out. `nowMs` is monotonic. */
export function stepLink(state: LinkState, event: LinkEvent, nowMs: number, limits = linkLimits): LinkStep {
  switch (event.type) {
    case 'start':
      return {
        state: { ...state, phase: 'connecting', waitingSinceMs: nowMs },
        effects: [{ type: 'connect' }],
      };
    case 'connected':
      return greet({ ...state, failures: 0, position: undefined, isSending: false }, nowMs, limits);
    case 'closed':
      return backOff(state, event.jitter, nowMs, limits);
    case 'appended':
      return sendMore({ ...state, headSeq: event.headSeq }, nowMs, limits);
    case 'position':
      return onPosition(state, event.message, event.ownHash, nowMs, limits);
    case 'sent':
      return onSent(state, event, nowMs, limits);
    case 'send-failed':
      return { state: { ...state, isSending: false }, effects: [] };
    case 'tick':
      return onTick(state, event.jitter, nowMs, limits);
  }
}

/** A batch that was read before the position went back does not count: what lies between would be skipped. */
function onSent(
  state: LinkState,
  event: { after: number; to: number },
  nowMs: number,
  limits: LinkLimits,
): LinkStep {
  const sentTo = event.after === state.sentTo ? event.to : state.sentTo;
  return sendMore({ ...state, isSending: false, sentTo }, nowMs, limits);
}

function greet(state: LinkState, nowMs: number, limits: LinkLimits): LinkStep {
  const effects: LinkEffect[] = [{ type: 'hello' }, { type: 'wake', delayMs: limits.positionTimeoutMs }];
  return { state: { ...state, phase: 'greeting', waitingSinceMs: nowMs }, effects };
}

/** Full jitter: after an outage 20,000 counters must not come back in the same second. */
function backOff(state: LinkState, jitter: number, nowMs: number, limits: LinkLimits): LinkStep {
  if (state.phase === 'waiting') return { state, effects: [] };
  const failures = state.failures + 1;
  const bound = Math.min(limits.backOffMaxMs, limits.backOffMinMs * 2 ** Math.min(failures - 1, 16));
  const next: LinkState = { ...state, phase: 'waiting', failures, position: undefined, isSending: false };
  return {
    state: { ...next, waitingSinceMs: nowMs },
    effects: [{ type: 'wake', delayMs: Math.ceil(jitter * bound) }],
  };
}

function onPosition(
  state: LinkState,
  message: PositionMessage,
  ownHash: string | undefined,
  nowMs: number,
  limits: LinkLimits,
): LinkStep {
  if (message.journal !== state.journal || state.phase === 'waiting' || state.phase === 'connecting') {
    return { state, effects: [] };
  }
  const broken = breach(state, message, ownHash);
  if (broken) {
    const reason = message.refused?.reason ?? `the hub's line ${message.seq} is not ours`;
    return {
      state: { ...state, broken, phase: 'streaming' },
      effects: [{ type: 'broken', why: broken, reason }],
    };
  }
  const next = follow(
    { ...state, phase: 'streaming', waitingSinceMs: nowMs, lastRefusal: message.refused },
    message,
  );
  return sendMore(next, nowMs, limits);
}

/** LINK-5: another history on the hub is never written over and never written on. */
function breach(
  state: LinkState,
  message: PositionMessage,
  ownHash: string | undefined,
): LinkState['broken'] {
  if (state.broken) return state.broken;
  if (message.refused?.code === 'fork') return 'fork';
  if (message.refused?.code === 'behind-hub' || message.seq > state.headSeq) return 'behind-hub';
  return ownHash === message.hash ? undefined : 'fork';
}

/** LINK-4: a position that went back (a hub restored from a backup) or a refused batch means: from there again. */
function follow(state: LinkState, message: PositionMessage): LinkState {
  const isFirst = state.position === undefined;
  const wentBack = state.position !== undefined && message.seq < state.position;
  const again = isFirst || wentBack || message.refused !== undefined;
  const sentTo = again ? message.seq : Math.max(state.sentTo, message.seq);
  return { ...state, position: message.seq, sentTo };
}

function sendMore(state: LinkState, nowMs: number, limits: LinkLimits): LinkStep {
  const { position, sentTo, headSeq } = state;
  const isReady = state.phase === 'streaming' && !state.broken && !state.isSending && position !== undefined;
  if (!isReady || sentTo >= headSeq) return { state, effects: [] };
  const room = limits.windowLines - (sentTo - position);
  if (room <= 0) return { state, effects: [] };
  const startsWaiting = sentTo === position;
  const next = { ...state, isSending: true, waitingSinceMs: startsWaiting ? nowMs : state.waitingSinceMs };
  const wake: LinkEffect[] = startsWaiting ? [{ type: 'wake', delayMs: limits.positionTimeoutMs }] : [];
  return { state: next, effects: [{ type: 'send', after: sentTo, linesMax: room }, ...wake] };
}

function onTick(state: LinkState, jitter: number, nowMs: number, limits: LinkLimits): LinkStep {
  const waitedMs = nowMs - state.waitingSinceMs;
  if (state.phase === 'waiting') {
    return {
      state: { ...state, phase: 'connecting', waitingSinceMs: nowMs },
      effects: [{ type: 'connect' }],
    };
  }
  if (state.phase === 'connecting' || waitedMs < limits.positionTimeoutMs)
    return rearm(state, waitedMs, limits);
  if (state.phase === 'greeting') {
    const step = backOff(state, jitter, nowMs, limits);
    return { state: step.state, effects: [{ type: 'hang-up' }, ...step.effects] };
  }
  return sendAgain(state, nowMs, limits);
}

function rearm(state: LinkState, waitedMs: number, limits: LinkLimits): LinkStep {
  const isWaiting = state.phase === 'greeting' || (state.phase === 'streaming' && isUnderWay(state));
  if (!isWaiting) return { state, effects: [] };
  return { state, effects: [{ type: 'wake', delayMs: Math.max(1, limits.positionTimeoutMs - waitedMs) }] };
}

const isUnderWay = (state: LinkState) => state.position !== undefined && state.sentTo > state.position;

/** LINK-4: no position in time means the lines are not there; the hub ignores what it already has. */
function sendAgain(state: LinkState, nowMs: number, limits: LinkLimits): LinkStep {
  if (!isUnderWay(state) || state.broken) return { state, effects: [] };
  const step = sendMore({ ...state, sentTo: state.position!, waitingSinceMs: nowMs }, nowMs, limits);
  return { state: step.state, effects: [{ type: 'hello' }, ...step.effects] };
}
