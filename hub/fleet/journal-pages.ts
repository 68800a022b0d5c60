// A counter's journal as it was received, a page at a time, with the hashes computed anew and the signatures verified.
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { headBytes, nextHash } from '@zhuangui/protocol/journal-chain.ts';
import type { ExportedPart } from '../ledger/exports.ts';

export interface JournalLineView {
  seq: number;
  /** The exact line, as text. */
  text: string;
  /** Computed now from the line before it. */
  hash: string;
}

export interface JournalPage {
  lines: JournalLineView[];
  /** Every stretch shown begins with the hash the one before ended with, and ends with the hash that was signed. */
  isChainWhole: boolean;
  /** Signed heads among these stretches, and how many of them hold against a key of this counter. */
  heads: { to: number; hash: string; isSigned: boolean }[];
}

function keysOf(texts: readonly string[]): KeyObject[] {
  return texts.flatMap((text) => {
    try {
      return [createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' })];
    } catch {
      return [];
    }
  });
}

/**
 * FLT-12: lines `from` to `to`, at most, of one journal. Stretches are hashed from their first line on, since a hash
 * rests on all lines before it. `keys`: SPKI DER in base64, every key this counter ever had.
 */
export async function journalPage(
  parts: AsyncIterable<ExportedPart>,
  journal: { counter: string; journal: string },
  from: number,
  to: number,
  keys: readonly string[],
): Promise<JournalPage> {
  const publicKeys = keysOf(keys);
  const page: JournalPage = { lines: [], isChainWhole: true, heads: [] };
  let expected: string | undefined;
  for await (const part of parts) {
    if (part.from > to) break;
    if (expected !== undefined && part.prev !== expected) page.isChainWhole = false;
    let hash = part.prev;
    for (const [index, line] of part.lines.entries()) {
      hash = nextHash(hash, line);
      const seq = part.from + index;
      if (seq >= from && seq <= to) page.lines.push({ seq, text: Buffer.from(line).toString('utf8'), hash });
    }
    if (hash !== part.head) page.isChainWhole = false;
    expected = part.head;
    const signed = headBytes(journal.counter, journal.journal, part.to, hash);
    const signature = Buffer.from(part.sig, 'base64');
    const isSigned = publicKeys.some((key) => verify(null, signed, key, signature));
    page.heads.push({ to: part.to, hash: part.head, isSigned });
    if (part.to >= to) break;
  }
  return page;
}
