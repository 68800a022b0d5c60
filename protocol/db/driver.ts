import type { SqlParams } from './db.ts';

/**
 * The part of an adapter that differs by engine: one statement, now, by the only caller. `SerialDb` puts
 * order, transactions and checks around it. Every rejection is a `DbError`.
 */
export interface Driver {
  /** Runs a statement to its end and gives its rows. `keep`: its prepared form is worth keeping. */
  all(sql: string, params: SqlParams, keep: boolean): Promise<object[]>;
  /** Runs a statement that changes rows and gives their number. */
  change(sql: string, params: SqlParams): Promise<number>;
  /** Lets go of statements and file. */
  close(): Promise<void>;
}
