// pure
import { DbError } from '@zhuangui/protocol/db/db-error.ts';

/**
 * full: disk and reserve are used up. too-large, invalid: the line was refused, nothing was written.
 * io: a write or sync failed, the process must end and check the file. closed: the journal was closed.
 * locked: another process has the file. damaged: file or chain is broken. misuse: the call is wrong.
 */
export type JournalErrorCode =
  | 'full'
  | 'too-large'
  | 'invalid'
  | 'io'
  | 'closed'
  | 'locked'
  | 'damaged'
  | 'misuse';

/** A refused or failed journal call. `code` is for programs, `message` says what to do. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
  readonly code: JournalErrorCode;

  constructor(code: JournalErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

const codeOf: Readonly<Partial<Record<string, JournalErrorCode>>> = {
  full: 'full',
  io: 'io',
  corrupt: 'damaged',
  busy: 'locked',
  closed: 'closed',
};

/** A database error in the journal's terms; anything else, such as a caller's own error, stays what it is. */
export function journalError(error: unknown): unknown {
  if (!(error instanceof DbError)) return error;
  const code = codeOf[error.code];
  return code === undefined ? error : new JournalError(code, error.message, error);
}

/** The words of an error as a journal line can carry them: one line, no control characters, at most 300. */
export function wordsOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const oneLine = text.replace(/\p{Cc}+/gu, ' ').trim();
  return oneLine.slice(0, 300).toWellFormed() || 'no reason given';
}
