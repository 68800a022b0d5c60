// pure

/** What went wrong, in the terms a caller decides by. */
export type DbErrorCode = 'full' | 'io' | 'corrupt' | 'constraint' | 'busy' | 'closed' | 'misuse' | 'other';

/** A refused or failed database call. `code` is for programs, `message` says what to do, `cause` is the engine's. */
export class DbError extends Error {
  override readonly name = 'DbError';
  readonly code: DbErrorCode;

  constructor(code: DbErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** SQLite's primary result codes (the low byte of an extended one) that a caller treats apart. */
const codeOfResult: Readonly<Record<number, DbErrorCode>> = {
  5: 'busy',
  6: 'busy',
  10: 'io',
  11: 'corrupt',
  13: 'full',
  14: 'io',
  19: 'constraint',
  20: 'constraint',
  21: 'misuse',
  25: 'misuse',
  26: 'corrupt',
};

const advice: Readonly<Record<DbErrorCode, string>> = {
  full: 'The disk or the page limit of the database is full: free space, then try again',
  io: 'The file cannot be read or written: check path, permissions and medium, reopen the database, check it',
  corrupt: 'The file is damaged or is no database: stop writing, keep it as evidence, restore from a copy',
  constraint: 'The data breaks a rule of the schema: correct the row',
  busy: 'Another connection holds the database: one owner per file; close the other one',
  closed: 'The database is closed: open it again',
  misuse: 'The call is wrong: correct the caller',
  other: 'The engine refused the statement: correct the SQL',
};

interface EngineError {
  readonly message: string;
  readonly errno?: unknown;
  readonly errcode?: unknown;
}

/** The number SQLite gave: npm sqlite3 calls it `errno`, node:sqlite `errcode`. */
function resultCode(error: EngineError): number | undefined {
  const code = error.errcode ?? error.errno;
  return typeof code === 'number' ? code & 0xff : undefined;
}

/**
 * Turns an error of either SQLite package into a `DbError`, with the statement it belongs to.
 * Parameters are left out: they may hold a shopper's or an operator's data.
 */
export function sqliteError(error: unknown, where: string): DbError {
  if (error instanceof DbError) return error;
  const engine: EngineError = error instanceof Error ? error : { message: String(error) };
  const code = codeOfResult[resultCode(engine) ?? -1] ?? 'other';
  return new DbError(code, `${advice[code]} (${engine.message}; at: ${excerpt(where)})`, error);
}

function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
