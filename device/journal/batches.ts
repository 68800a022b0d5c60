// Lines after a position as one signed uplink message.
import { batchLimits, encodeBatch } from '@zhuangui/protocol/journal-batch.ts';
import { nextHash } from '@zhuangui/protocol/journal-chain.ts';
import type { Journal, StoredLine } from './journal.ts';
import { JournalError } from './journal-error.ts';

export interface SignedBatch {
  /** The payload. */
  bytes: Uint8Array;
  /** Number of the first and of the last line in it. */
  from: number;
  to: number;
}

export interface BatchCut {
  linesMax: number;
  /** Whole payload. */
  bytesMax: number;
}

const headerBytesMax = 1024;

/**
 * The lines after a position, as many as the limits allow, signed at their end (JRN-3). Undefined when there is
 * nothing after it. Throws JournalError `damaged` when what is stored no longer hashes to what was written.
 */
export async function nextBatch(
  journal: Journal,
  after: number,
  limits: BatchCut = batchLimits,
): Promise<SignedBatch | undefined> {
  const linesMax = Math.min(limits.linesMax, batchLimits.linesMax);
  const bytesMax = Math.min(limits.bytesMax, batchLimits.bytesMax) - headerBytesMax - linesMax;
  const prev = await journal.hashAt(after);
  const lines = prev === undefined ? [] : await journal.linesAfter(after, linesMax, bytesMax);
  const last = lines.at(-1);
  if (prev === undefined || last === undefined) return undefined;
  checkLinks(after, prev, lines);
  const header = {
    v: 1 as const,
    journal: journal.id,
    from: after + 1,
    to: last.seq,
    prev,
    head: last.hash,
    sig: journal.sign(last),
  };
  const bytes = encodeBatch(
    header,
    lines.map((line) => line.bytes),
  );
  return { bytes, from: header.from, to: header.to };
}

function checkLinks(after: number, prev: string, lines: readonly StoredLine[]): void {
  let hash = prev;
  for (const [index, line] of lines.entries()) {
    hash = nextHash(hash, line.bytes);
    if (line.seq !== after + 1 + index || line.hash !== hash) {
      throw new JournalError(
        'damaged',
        `Line ${after + 1 + index} no longer fits the chain: restart the agent`,
      );
    }
  }
}
