// pure
// What a batch is, seen from how far the hub holds the journal.
import type { Batch } from '@zhuangui/protocol/journal-batch.ts';
import { hashAfter } from './chain.ts';

export interface Head {
  seq: number;
  /** Hexadecimal. */
  hash: string;
}

export type Classified =
  /** The lines from index `skip` on follow the head. */
  | { kind: 'new'; skip: number }
  /** Ends at the head and is identical. */
  | { kind: 'repeat' }
  /** Ends before the head: whoever asks compares `head` with the stored hash at `seq`. */
  | { kind: 'inside'; seq: number; hash: string }
  | { kind: 'gap' }
  /** The same line number, another hash. */
  | { kind: 'fork'; seq: number; hash: string }
  | { kind: 'bad-hash' };

/**
 * LED-2: compares a batch with the head. Every hash is computed from the lines' exact bytes; a known part is
 * compared by the hash at its end, which covers all of it, and then skipped.
 */
export function classify(head: Head, { header, lines }: Batch): Classified {
  const { from, to, prev } = header;
  if (from > head.seq + 1) return { kind: 'gap' };
  const known = Math.min(head.seq, to) - from + 1;
  const atKnown = hashAfter(prev, lines, 0, known);
  if (hashAfter(atKnown, lines, known) !== header.head) return { kind: 'bad-hash' };
  if (to < head.seq) return { kind: 'inside', seq: to, hash: atKnown };
  if (atKnown !== head.hash)
    return head.seq === 0 ? { kind: 'bad-hash' } : { kind: 'fork', seq: head.seq, hash: atKnown };
  return known === lines.length ? { kind: 'repeat' } : { kind: 'new', skip: known };
}
