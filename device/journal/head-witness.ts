// A small file that repeats the journal's head after every commit, without a sync of its own. It can lag behind
// the database, never be ahead of it: so a database that ends before it has lost lines, although its chain is whole.
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Log } from '../platform/log.ts';
import type { JournalHead } from './journal.ts';

export interface SeenHead extends JournalHead {
  journal: string;
}

export interface HeadWitness {
  /** What it said when it was opened. `unreadable`: there was a journal here, its head is not known. */
  readonly seen: SeenHead | 'unreadable' | undefined;
  /** Notes a head that is committed. Never throws: the journal itself does not depend on it. */
  note(head: SeenHead): void;
  close(): void;
}

const checkOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** One line of fixed length, so that every write covers the one before. */
function format(head: SeenHead): string {
  const text = `${head.journal} ${String(head.seq).padStart(13, '0')} ${head.hash}`;
  return `${text} ${checkOf(text)}\n`;
}

function parse(content: string): SeenHead | undefined {
  const match = /^((j[0-9a-f]{16}) (\d{13}) ([0-9a-f]{64})) ([0-9a-f]{16})\n$/.exec(content);
  if (!match || checkOf(match[1]!) !== match[5]) return undefined;
  return { journal: match[2]!, seq: Number(match[3]), hash: match[4]! };
}

function read(path: string): SeenHead | 'unreadable' | undefined {
  try {
    return parse(readFileSync(path, 'latin1')) ?? 'unreadable';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : 'unreadable';
  }
}

/** Opens the file at `path`; it is created with the first head. */
export function openHeadWitness(path: string, log: Log): HeadWitness {
  const seen = read(path);
  let file: number | undefined;
  let broken = false;
  return {
    seen,
    note(head) {
      if (broken) return;
      try {
        file ??= openSync(path, seen === undefined || seen === 'unreadable' ? 'w' : 'r+', 0o600);
        writeSync(file, format(head), 0, 'latin1');
      } catch (error) {
        broken = true;
        log.warn(
          { path, error: String(error) },
          'The head witness cannot be written; lost lines may go unseen',
        );
      }
    },
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
      broken = true;
    },
  };
}
