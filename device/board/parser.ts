// pure
// Bytes in chunks to frames and discarded bytes (rules BOARD-1 to BOARD-5; hardware-protocols.md 1.3).
// Time is an input; nothing is ever dropped silently: bytes in = in frames + discarded + held.
import {
  CMD_POLL,
  FRAME_OVERHEAD_BYTES,
  type Frame,
  HEADER_BYTES,
  STX_FIRST,
  STX_SECOND,
  xorOf,
} from './frame.ts';
import { toHex } from './hex.ts';

/** Decodes a frame, or `undefined` when the payload is too short for its command. */
export type DecodeFrame<M> = (frame: Frame) => M | undefined;

export type ParserItem<M> =
  | { kind: 'frame'; frame: Frame; message: M; sizeBytes: number }
  | { kind: 'discarded'; bytes: Uint8Array; reason: string };

/** A frame start that failed: the bytes it claimed are thrown away for its reason, not each for their own. */
interface FailedClaim {
  reason: string;
  leftBytes: number;
}

export interface ParserState {
  held: Uint8Array;
  /** When the last byte came, in the caller's monotonic milliseconds; null when nothing is held. */
  lastByteAtMs: number | null;
  claim: FailedClaim | null;
}

export interface ParserStep<M> {
  state: ParserState;
  items: ParserItem<M>[];
}

export const emptyParser = (): ParserState => ({ held: new Uint8Array(), lastByteAtMs: null, claim: null });

const NOT_A_START = 'not a frame start';

type Attempt<M> =
  | { is: 'frame'; frame: Frame; message: M; sizeBytes: number }
  | { is: 'bad'; reason: string; claimBytes: number }
  | { is: 'incomplete'; claimBytes: number };

const byteHex = (byte: number): string => toHex(Uint8Array.of(byte));

function attemptAt<M>(buffer: Uint8Array, at: number, decode: DecodeFrame<M>): Attempt<M> {
  if (buffer[at] !== STX_FIRST) return { is: 'bad', reason: NOT_A_START, claimBytes: 1 };
  if (at + 1 >= buffer.length) return { is: 'incomplete', claimBytes: 2 };
  if (buffer[at + 1] !== STX_SECOND) return { is: 'bad', reason: NOT_A_START, claimBytes: 1 };
  if (at + HEADER_BYTES > buffer.length) return { is: 'incomplete', claimBytes: HEADER_BYTES };
  const cmd = buffer[at + 2]!;
  const length = buffer[at + 3]!;
  // A POLL never has a payload: believing a damaged LEN here would cost up to 51 POLLs of waiting.
  if (cmd === CMD_POLL && length > 0) {
    return { is: 'bad', reason: `length ${length} does not fit command 41`, claimBytes: HEADER_BYTES };
  }
  const sizeBytes = length + FRAME_OVERHEAD_BYTES;
  if (at + sizeBytes > buffer.length) return { is: 'incomplete', claimBytes: sizeBytes };
  return completeAt(buffer, at, sizeBytes, decode);
}

function completeAt<M>(
  buffer: Uint8Array,
  at: number,
  sizeBytes: number,
  decode: DecodeFrame<M>,
): Attempt<M> {
  const xorAt = at + sizeBytes - 1;
  const computed = xorOf(buffer, at, xorAt);
  const received = buffer[xorAt]!;
  if (computed !== received) {
    const reason = `checksum wrong: is ${byteHex(received)}, should be ${byteHex(computed)}`;
    return { is: 'bad', reason, claimBytes: sizeBytes };
  }
  const frame = { cmd: buffer[at + 2]!, payload: buffer.slice(at + HEADER_BYTES, xorAt) };
  const message = decode(frame);
  if (message !== undefined) return { is: 'frame', frame, message, sizeBytes };
  const reason = `length ${frame.payload.length} does not fit command ${byteHex(frame.cmd)}`;
  return { is: 'bad', reason, claimBytes: sizeBytes };
}

/** Collects items, merging neighbouring discarded bytes that have the same reason. */
class Items<M> {
  readonly items: ParserItem<M>[] = [];
  claim: FailedClaim | null;

  constructor(claim: FailedClaim | null) {
    this.claim = claim;
  }

  frame(found: { frame: Frame; message: M; sizeBytes: number }): void {
    this.claim = null;
    const { frame, message, sizeBytes } = found;
    this.items.push({ kind: 'frame', frame, message, sizeBytes });
  }

  /** Throws one byte away; a new failed frame start replaces the claim it lies in. */
  discard(byte: number, reason: string, claimBytes: number): void {
    if (claimBytes > 1) this.claim = { reason, leftBytes: claimBytes };
    const why = this.claim?.reason ?? reason;
    if (this.claim) {
      const leftBytes = this.claim.leftBytes - 1;
      this.claim = leftBytes > 0 ? { reason: this.claim.reason, leftBytes } : null;
    }
    this.items.push({ kind: 'discarded', bytes: Uint8Array.of(byte), reason: why });
  }
}

function scan<M>(
  state: ParserState,
  chunk: Uint8Array,
  atMs: number | null,
  decode: DecodeFrame<M>,
  incompleteReason?: string,
): ParserStep<M> {
  const buffer = new Uint8Array(state.held.length + chunk.length);
  buffer.set(state.held);
  buffer.set(chunk, state.held.length);
  const out = new Items<M>(state.claim);
  let at = 0;
  while (at < buffer.length) {
    const found = attemptAt(buffer, at, decode);
    if (found.is === 'incomplete' && incompleteReason === undefined) break;
    if (found.is === 'frame') {
      out.frame(found);
      at += found.sizeBytes;
    } else {
      const reason = found.is === 'bad' ? found.reason : incompleteReason!;
      out.discard(buffer[at]!, reason, found.claimBytes);
      at += 1;
    }
  }
  const held = buffer.slice(at);
  const lastByteAtMs = held.length > 0 ? atMs : null;
  // Silence ends a claim: what comes after it belongs to something else.
  const claim = incompleteReason === undefined ? out.claim : null;
  return { state: { held, lastByteAtMs, claim }, items: mergeDiscarded(out.items) };
}

/** Neighbouring discarded bytes with the same reason become one item. */
export function mergeDiscarded<M>(items: readonly ParserItem<M>[]): ParserItem<M>[] {
  const runs: ParserItem<M>[][] = [];
  for (const item of items) {
    const run = runs.at(-1);
    const head = run?.[0];
    if (item.kind === 'discarded' && head?.kind === 'discarded' && head.reason === item.reason)
      run!.push(item);
    else runs.push([item]);
  }
  return runs.map((run) => (run.length === 1 ? run[0]! : joinRun(run)));
}

function joinRun<M>(run: readonly ParserItem<M>[]): ParserItem<M> {
  const parts = run.filter((item) => item.kind === 'discarded');
  return {
    kind: 'discarded',
    bytes: Uint8Array.from(parts.flatMap((part) => [...part.bytes])),
    reason: parts[0]!.reason,
  };
}

/** Takes a chunk that arrived at `nowMs`; what an earlier silence made incomplete is discarded first. */
export function feed<M>(
  state: ParserState,
  chunk: Uint8Array,
  nowMs: number,
  frameTimeoutMs: number,
  decode: DecodeFrame<M>,
): ParserStep<M> {
  const late = expire(state, nowMs, frameTimeoutMs, decode);
  const step = scan(late.state, chunk, nowMs, decode);
  return { state: step.state, items: mergeDiscarded([...late.items, ...step.items]) };
}

/** When the silence makes what is held incomplete, in the caller's milliseconds; null when nothing is held. */
export function expiresAtMs(state: ParserState, frameTimeoutMs: number): number | null {
  return state.lastByteAtMs === null ? null : state.lastByteAtMs + frameTimeoutMs;
}

/** After `frameTimeoutMs` of silence: gives up the incomplete frame, finding frames hidden in its claim. */
export function expire<M>(
  state: ParserState,
  nowMs: number,
  frameTimeoutMs: number,
  decode: DecodeFrame<M>,
): ParserStep<M> {
  const dueMs = expiresAtMs(state, frameTimeoutMs);
  if (dueMs === null || nowMs < dueMs) return { state, items: [] };
  const reason = `incomplete frame: nothing more came for ${frameTimeoutMs} ms`;
  return scan(state, new Uint8Array(), null, decode, reason);
}

/** At the end of the input (or when the port is lost): nothing more will come. */
export function finish<M>(state: ParserState, decode: DecodeFrame<M>): ParserStep<M> {
  return scan(state, new Uint8Array(), null, decode, 'incomplete frame: the input ended');
}
