// The journal as the rest of the agent sees it.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Line, LineBody } from '@zhuangui/protocol/journal-lines.ts';

export interface JournalHead {
  seq: number;
  /** Hexadecimal SHA-256. */
  hash: string;
}

export interface StoredLine {
  seq: number;
  hash: string;
  /** Exact bytes as they were hashed. */
  bytes: Uint8Array;
}

export interface Journal {
  readonly counter: string;
  readonly id: string;
  head(): JournalHead;
  /**
   * Appends lines in order, together with whatever `also` writes, in one transaction that is committed and synced
   * when the promise resolves (JRN-1). Either all of it is there afterwards or nothing.
   * Throws JournalError: code `full` (reserve is used up), `too-large` (line over the limit), `io`, `closed`.
   */
  append(
    bodies: readonly LineBody[],
    also?: (tx: Queries, lines: readonly Line[]) => Promise<void>,
  ): Promise<Line[]>;
  /** Lines after `seq`, at most `linesMax` and `bytesMax` together. */
  linesAfter(seq: number, linesMax: number, bytesMax: number): Promise<StoredLine[]>;
  /** Hash at a position the journal has; undefined beyond its head. 0 is the genesis hash. */
  hashAt(seq: number): Promise<string | undefined>;
  /** Ed25519 signature over the head (JRN-3), base64. */
  sign(head: JournalHead): string;
  /** False as soon as a new sale must not be started: the disk is nearly full or a write failed. */
  writable(): boolean;
  /** Why this process writes no more (JRN-6): only a restart, which verifies and recovers, helps. Else undefined. */
  failure(): string | undefined;
  /** Called after every commit with the new lines. Returns the function that stops it. */
  onAppended(listener: (lines: readonly Line[]) => void): () => void;
  close(): Promise<void>;
}
