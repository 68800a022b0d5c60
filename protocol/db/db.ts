// pure

/**
 * What a statement accepts. No `bigint`: npm sqlite3 binds one as NULL. A number is a safe integer
 * (at most 2^53 - 1 either way) or a finite real; a string is well-formed Unicode.
 *
 * npm sqlite3 binds an integer beyond 32 bits as REAL. A column of type INTEGER in a STRICT table turns
 * it back without loss; in a bare expression (`? / 2`, `json_array(?)`) write `CAST(? AS INTEGER)`.
 */
export type SqlValue = string | number | null | Uint8Array;

/** Positional parameters for `?`, one each; a byte array is not to be changed until the promise settles. */
export type SqlParams = readonly SqlValue[];

/** What `run` reports. */
export interface RunResult {
  /** Rows inserted, updated or deleted by this statement itself; 0 for any other statement. */
  changes: number;
}

/**
 * One statement at a time, in the order of the calls, awaited or not. Every failure is a `DbError`.
 * Only `?` and `?1` placeholders; exactly one statement per call, and no BEGIN, COMMIT, ROLLBACK, SAVEPOINT.
 */
export interface Queries {
  /**
   * Rows as plain objects; text as string, blob as `Uint8Array`, integer and real as number.
   * An int64 beyond 2^53 is rounded by npm sqlite3 and refused by node:sqlite, so none is ever stored.
   */
  query<Row>(sql: string, params?: SqlParams): Promise<Row[]>;
  /** A statement that gives no rows; one with RETURNING belongs in `query`. Outside a transaction it commits. */
  run(sql: string, params?: SqlParams): Promise<RunResult>;
}

/** One connection to one database, owned by one object (rules DB-1 to DB-9). */
export interface Db extends Queries {
  /**
   * Runs `work` between BEGIN IMMEDIATE and COMMIT; other calls wait for it. When `work` rejects, or any
   * of its statements failed (even if `work` caught that), everything is rolled back and the error rethrown.
   * Inside `work` only `tx` may be used: the `Db` itself answers `misuse` there instead of waiting for ever.
   */
  transaction<T>(work: (tx: Queries) => Promise<T>): Promise<T>;
  /** Waits for what is queued, then closes. Later work is refused with `closed`; closing twice is harmless. */
  close(): Promise<void>;
}
