// pure
// One uplink message: a header line, then journal lines as they were written, divided by newlines.
import Type, { type Static } from 'typebox';
import { lineBytesMax } from './journal-lines.ts';
import { defineMessage, type Parsed } from './schema.ts';
import { Base64, Closed, JournalId, Seq, Sha256 } from './units.ts';

/** Limits of one batch; the counter stays below them, the hub refuses what is above. */
export const batchLimits = { linesMax: 500, bytesMax: 262_144 - 1024 } as const;

export const BatchHeader = Closed({
  v: Type.Literal(1),
  journal: JournalId,
  /** First and last line number in this batch. */
  from: Seq,
  to: Seq,
  /** Hash before the first line and after the last. */
  prev: Sha256,
  head: Sha256,
  /** Ed25519 over `headBytes(counter, journal, to, head)`, base64. */
  sig: Base64(128),
});
export type BatchHeader = Static<typeof BatchHeader>;
export const batchHeaderMessage = defineMessage('batch header', 1024, BatchHeader);

export interface Batch {
  header: BatchHeader;
  /** Exact bytes of each line, without the newline. */
  lines: Uint8Array[];
}

const newline = 0x0a;

/** Header and lines to one payload. Throws RangeError when a limit is exceeded: the caller cuts smaller batches. */
export function encodeBatch(header: BatchHeader, lines: readonly Uint8Array[]): Uint8Array {
  const head = batchHeaderMessage.encode(header);
  const size = lines.reduce((sum, line) => sum + 1 + line.length, head.length);
  if (lines.length > batchLimits.linesMax) throw new RangeError(`batch: ${lines.length} lines`);
  if (size > batchLimits.bytesMax) throw new RangeError(`batch: ${size} bytes`);
  const bytes = new Uint8Array(size);
  bytes.set(head);
  let offset = head.length;
  for (const line of lines) {
    bytes[offset] = newline;
    bytes.set(line, offset + 1);
    offset += 1 + line.length;
  }
  return bytes;
}

/** Payload to header and lines; checks sizes and counts, not hashes or signature. Never throws. */
export function parseBatch(payload: Uint8Array): Parsed<Batch> {
  if (payload.length > batchLimits.bytesMax) return refuse('too-large', `batch: ${payload.length} bytes`);
  const headEnd = payload.indexOf(newline);
  const header = batchHeaderMessage.parse(payload.subarray(0, headEnd === -1 ? payload.length : headEnd));
  if (!header.ok) return header;
  const expected = header.value.to - header.value.from + 1;
  if (expected > batchLimits.linesMax) return refuse('too-large', `batch: ${expected} lines`);
  // A payload of newlines alone would be hundreds of thousands of lines: no more are cut than were announced.
  const [, ...lines] = splitLines(payload, Math.max(1, expected) + 2);
  if (lines.length !== expected || expected < 1) {
    const follow = lines.length > expected ? 'more' : `${lines.length}`;
    return refuse('invalid', `batch: header announces ${expected} lines, ${follow} follow`);
  }
  const long = lines.findIndex((line) => line.length > lineBytesMax || line.length === 0);
  if (long !== -1)
    return refuse('too-large', `batch: line ${header.value.from + long} has ${lines[long]!.length} bytes`);
  return { ok: true, value: { header: header.value, lines } };
}

/** At most `partsMax` of them; the last then holds the rest. */
function splitLines(payload: Uint8Array, partsMax: number): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let start = 0;
  for (let end = payload.indexOf(newline); end !== -1; end = payload.indexOf(newline, start)) {
    if (parts.length === partsMax - 1) break;
    parts.push(payload.subarray(start, end));
    start = end + 1;
  }
  parts.push(payload.subarray(start));
  return parts;
}

function refuse(code: 'too-large' | 'invalid', message: string): Parsed<never> {
  return { ok: false, problem: { code, message } };
}
