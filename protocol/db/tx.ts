import type { Queries, RunResult, SqlParams } from './db.ts';
import { DbError } from './db-error.ts';
import { FifoMutex } from './fifo-mutex.ts';

/** One transaction's handle and its fate: in order, refused after its end, doomed by a failed statement. */
export class Tx {
  readonly #statements: Queries;
  readonly #mutex = new FifoMutex();
  #ended = false;
  #failure: { error: unknown } | undefined;

  /** What `work` receives. */
  readonly handle: Queries = {
    query: <Row>(sql: string, params: SqlParams = []) =>
      this.#enter(() => this.#statements.query<Row>(sql, params)),
    run: (sql: string, params: SqlParams = []): Promise<RunResult> =>
      this.#enter(() => this.#statements.run(sql, params)),
  };

  /** `statements` perform without queueing: the caller holds the connection for this transaction. */
  constructor(statements: Queries) {
    this.#statements = statements;
  }

  /** True once `work` has settled. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Runs `work` and whatever statement it left un-awaited; rejects when it or any statement failed. */
  async perform<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      await this.#end();
      if (this.#failure === undefined) return result;
    } catch (error) {
      await this.#end();
      throw error;
    }
    throw this.#doom(this.#failure.error);
  }

  async #end(): Promise<void> {
    this.#ended = true;
    await this.#mutex.idle();
  }

  /** The first failure again, for a `work` that caught it or never awaited it (DB-3). */
  #doom(error: unknown): DbError {
    const code = error instanceof DbError ? error.code : 'other';
    const reason = error instanceof Error ? error.message : String(error);
    return new DbError(
      code,
      `The transaction was rolled back because one of its statements failed: ${reason}`,
      error,
    );
  }

  async #enter<T>(statement: () => Promise<T>): Promise<T> {
    if (this.#ended)
      throw new DbError('misuse', 'This transaction has ended: start a new one, await what is inside');
    return this.#mutex.run(() => this.#perform(statement));
  }

  async #perform<T>(statement: () => Promise<T>): Promise<T> {
    if (this.#failure !== undefined) {
      throw new DbError(
        'misuse',
        'An earlier statement failed, the transaction rolls back: let it end',
        this.#failure.error,
      );
    }
    try {
      return await statement();
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }
}
