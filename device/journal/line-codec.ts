// pure
// A line body becomes the exact bytes that are stored, hashed, signed and sent; and back (JRN-2).
import {
  isLineKind,
  type Line,
  type LineBody,
  type LineKind,
  lineMessage,
} from '@zhuangui/protocol/journal-lines.ts';
import { type Message, type Parsed, parseJson } from '@zhuangui/protocol/schema.ts';
import type { TSchema } from 'typebox';
import { JournalError } from './journal-error.ts';

export interface LineStamp {
  seq: number;
  /** Wall time, milliseconds since 1970. */
  atMs: number;
  /** Monotonic milliseconds since boot. */
  upMs: number;
}

export interface EncodedLine {
  line: Line;
  bytes: Uint8Array;
}

const timeMsMax = 8_640_000_000_000;
const messageOf = (kind: LineKind): Message<TSchema> => lineMessage(kind) as unknown as Message<TSchema>;
/** A broken clock must not stop a sale from being written down: its value is brought into range. */
const within = (value: number, max: number) =>
  Number.isFinite(value) ? Math.min(max, Math.max(0, Math.floor(value))) : 0;

/** Body and stamp to a line and its bytes. Throws JournalError `invalid` or `too-large` (JRN-4). */
export function encodeLine(body: LineBody, stamp: LineStamp): EncodedLine {
  const { kind, ...rest } = body;
  if (!isLineKind(kind)) throw new JournalError('invalid', `No journal line is of kind ${String(kind)}`);
  const head = {
    seq: stamp.seq,
    at: within(stamp.atMs, timeMsMax),
    up: within(stamp.upMs, Number.MAX_SAFE_INTEGER),
    kind,
  };
  const given = Object.entries(rest).filter(([name, value]) => value !== undefined && !(name in head));
  const line = { ...head, ...Object.fromEntries(given) };
  try {
    return { line: line as unknown as Line, bytes: messageOf(kind).encode(line) };
  } catch (error) {
    const code = error instanceof RangeError ? 'too-large' : 'invalid';
    throw new JournalError(code, `The line was not written: ${(error as Error).message}`, error);
  }
}

/** Stored bytes to a line. Never throws. */
export function decodeLine(bytes: Uint8Array): Parsed<Line> {
  const json = parseJson('journal line', bytes);
  if (!json.ok) return json;
  const kind = (json.value as { kind?: unknown } | null)?.kind;
  if (isLineKind(kind)) return messageOf(kind).check(json.value) as Parsed<Line>;
  return { ok: false, problem: { code: 'invalid', message: `journal line: unknown kind ${String(kind)}` } };
}

/** The order a line belongs to, for the index; null when it belongs to none. */
export function orderOf(line: object): string | null {
  const order = (line as { order?: unknown }).order;
  return typeof order === 'string' ? order : null;
}
