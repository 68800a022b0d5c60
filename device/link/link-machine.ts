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
  /** No connection for so long after trying to make one: given up. Default 30 s. */
  connectTimeoutMs?: number;
}

export const linkLimits: LinkLimits = {
  windowLines: 2000,
  positionTimeoutMs: 5_000,
  backOffMinMs: 1_000,
  backOffMaxMs: 120_000,
  connectTimeoutMs: 30_000,
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
  /** The hub refused what was sent: nothing goes up before the next tick, or both would run in a circle. */
  isHeld: boolean;
  /** When the next tick is due; monotonic ms. */
  wakeAtMs: number | undefined;
  /** When the hub was last heard from, or something was first put under way; monotonic ms. */
  waitingSinceMs: number;
  /** Attempts since the hub last told a position. */
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

/** `broken`: an earlier run found another history on the hub. */
export function initialLink(journal: string, headSeq: number, broken?: LinkState['broken']): LinkState {
  return {
    phase: 'waiting',
    journal,
    headSeq,
    position: undefined,
    sentTo: 0,
    isSending: false,
    isHeld: false,
    wakeAtMs: undefined,
    waitingSinceMs: 0,
    failures: 0,
    broken,
    lastRefusal: undefined,
  };
}

/** One event in, new state and effects out. `nowMs` is monotonic. */
export function stepLink(state: LinkState, event: LinkEvent, nowMs: number, limits = linkLimits): LinkStep {
  const given = event.type === 'tick' ? { ...state, wakeAtMs: undefined } : state;
  return stayAwake(decide(given, event, nowMs, limits), nowMs, limits);
}

function decide(state: LinkState, event: LinkEvent, nowMs: number, limits: LinkLimits): LinkStep {
  switch (event.type) {
    case 'start':
      return connect(state, nowMs);
    case 'connected':
      return state.phase === 'connecting' ? greet(state, nowMs) : { state, effects: [] };
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

/** Whatever happened: while something is awaited a tick is due, or a lost message would be waited for for ever. */
function stayAwake({ state, effects }: LinkStep, nowMs: number, limits: LinkLimits): LinkStep {
  const dueMs = timeoutAtMs(state, limits);
  if (dueMs === undefined || (state.wakeAtMs !== undefined && state.wakeAtMs <= dueMs)) {
    return { state, effects };
  }
  const wake: LinkEffect = { type: 'wake', delayMs: Math.max(1, dueMs - nowMs) };
  return { state: { ...state, wakeAtMs: dueMs }, effects: [...effects, wake] };
}

/** When waiting for an answer is over; undefined while none is awaited. A pause has its own tick. */
function timeoutAtMs(state: LinkState, limits: LinkLimits): number | undefined {
  switch (state.phase) {
    case 'waiting':
      return undefined;
    case 'connecting':
      return state.waitingSinceMs + (limits.connectTimeoutMs ?? linkLimits.connectTimeoutMs!);
    case 'greeting':
      return state.waitingSinceMs + limits.positionTimeoutMs;
    case 'streaming':
      return isUnconfirmed(state) ? state.waitingSinceMs + limits.positionTimeoutMs : undefined;
  }
}

/** The hub does not hold the whole journal yet, and it is ours to send. */
const isUnconfirmed = (state: LinkState) =>
  !state.broken && state.position !== undefined && state.headSeq > state.position;

const connect = (state: LinkState, nowMs: number): LinkStep => ({
  state: { ...state, phase: 'connecting', waitingSinceMs: nowMs },
  effects: [{ type: 'connect' }],
});

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

/** A connection is no success yet: `failures` stands until the hub has told a position (LINK-6). */
function greet(state: LinkState, nowMs: number): LinkStep {
  const fresh = { position: undefined, isSending: false, isHeld: false, waitingSinceMs: nowMs };
  return { state: { ...state, ...fresh, phase: 'greeting' }, effects: [{ type: 'hello' }] };
}

/** Full jitter: after an outage 20,000 counters must not come back in the same second. */
function backOff(state: LinkState, jitter: number, nowMs: number, limits: LinkLimits): LinkStep {
  if (state.phase === 'waiting') return { state, effects: [] };
  const failures = state.failures + 1;
  const bound = Math.min(limits.backOffMaxMs, limits.backOffMinMs * 2 ** Math.min(failures - 1, 16));
  const delayMs = Math.ceil(jitter * bound);
  const next: LinkState = { ...state, phase: 'waiting', failures, position: undefined, isSending: false };
  return {
    state: { ...next, waitingSinceMs: nowMs, wakeAtMs: nowMs + delayMs },
    effects: [{ type: 'wake', delayMs }],
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
      state: { ...state, broken, phase: 'streaming', failures: 0 },
      effects: [{ type: 'broken', why: broken, reason }],
    };
  }
  const next = follow(
    { ...state, phase: 'streaming', failures: 0, waitingSinceMs: nowMs, isHeld: isHeldBy(state, message) },
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
  return { ...state, position: message.seq, sentTo, lastRefusal: message.refused };
}

/** A first gap is filled at once. What is refused again, or for another reason, waits for the next tick. */
function isHeldBy(state: LinkState, { refused, seq }: PositionMessage): boolean {
  if (refused === undefined) return false;
  return refused.code !== 'gap' || (state.lastRefusal !== undefined && state.position === seq);
}

function sendMore(state: LinkState, nowMs: number, limits: LinkLimits): LinkStep {
  const { position, sentTo, headSeq } = state;
  const isFree = !state.broken && !state.isSending && !state.isHeld;
  if (state.phase !== 'streaming' || !isFree || position === undefined || sentTo >= headSeq) {
    return { state, effects: [] };
  }
  const room = limits.windowLines - (sentTo - position);
  if (room <= 0) return { state, effects: [] };
  const waitingSinceMs = sentTo === position ? nowMs : state.waitingSinceMs;
  return {
    state: { ...state, isSending: true, waitingSinceMs },
    effects: [{ type: 'send', after: sentTo, linesMax: room }],
  };
}

function onTick(state: LinkState, jitter: number, nowMs: number, limits: LinkLimits): LinkStep {
  if (state.phase === 'waiting') return connect(state, nowMs);
  const dueMs = timeoutAtMs(state, limits);
  if (dueMs === undefined || nowMs < dueMs) return { state, effects: [] };
  if (state.phase === 'streaming') return sendAgain(state, nowMs, limits);
  const step = backOff(state, jitter, nowMs, limits);
  return { state: step.state, effects: [{ type: 'hang-up' }, ...step.effects] };
}

/** LINK-4: no position in time means the lines are not there; the hub ignores what it already has. */
function sendAgain(state: LinkState, nowMs: number, limits: LinkLimits): LinkStep {
  const again = { ...state, sentTo: state.position!, isHeld: false, waitingSinceMs: nowMs };
  const step = sendMore(again, nowMs, limits);
  return { state: step.state, effects: [{ type: 'hello' }, ...step.effects] };
}
