import { AsyncLocalStorage } from 'node:async_hooks';
import { checkParams } from './check-params.ts';
import type { Db, Queries, RunResult, SqlParams } from './db.ts';
import { DbError } from './db-error.ts';
import type { Driver } from './driver.ts';
import { FifoMutex } from './fifo-mutex.ts';
import { Lru } from './lru.ts';
import { readStatement, type StatementShape } from './statement-shape.ts';
import { Tx } from './tx.ts';

const shapesKept = 256;

/**
 * The behaviour every engine shares (rules DB-1 to DB-6): one caller at a time in the order of the calls,
 * transactions that cannot mix, checks of what an engine would get wrong without a word.
 */
export class SerialDb implements Db {
  readonly #driver: Driver;
  readonly #mutex = new FifoMutex();
  readonly #shapes = new Lru<StatementShape>(shapesKept);
  // Knows, across awaits, whether a call comes from inside a transaction's work: waiting there would be for ever.
  readonly #inside = new AsyncLocalStorage<Tx>();
  #closing: Promise<void> | undefined;
  #broken: DbError | undefined;

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  async query<Row>(sql: string, params: SqlParams = []): Promise<Row[]> {
    this.#refuseFromInside('query');
    return this.#enter(() => this.#query<Row>(sql, params));
  }

  async run(sql: string, params: SqlParams = []): Promise<RunResult> {
    this.#refuseFromInside('run');
    return this.#enter(() => this.#run(sql, params));
  }

  async transaction<T>(work: (tx: Queries) => Promise<T>): Promise<T> {
    this.#refuseFromInside('transaction');
    return this.#enter(() => this.#transact(work));
  }

  async close(): Promise<void> {
    this.#refuseFromInside('close');
    this.#closing ??= this.#mutex.run(() => this.#driver.close());
    return this.#closing;
  }

  #refuseFromInside(call: string): void {
    const tx = this.#inside.getStore();
    if (tx === undefined || tx.ended) return;
    throw new DbError(
      'misuse',
      `db.${call} inside a transaction waits for itself: use the tx handle, or do it after`,
    );
  }

  #enter<T>(job: () => Promise<T>): Promise<T> {
    if (this.#closing !== undefined) {
      return Promise.reject(new DbError('closed', 'The database is closed: open it again'));
    }
    return this.#mutex.run(job);
  }

  async #query<Row>(sql: string, params: SqlParams): Promise<Row[]> {
    const shape = this.#check(sql, params);
    return (await this.#guard(() => this.#driver.all(sql, params, shape.keep))) as Row[];
  }

  async #run(sql: string, params: SqlParams): Promise<RunResult> {
    const shape = this.#check(sql, params);
    if (shape.returning) throw new DbError('misuse', 'run drops the rows of RETURNING: use query');
    if (shape.changesRows) return { changes: await this.#guard(() => this.#driver.change(sql, params)) };
    await this.#guard(() => this.#driver.all(sql, params, shape.keep));
    return { changes: 0 };
  }

  #check(sql: string, params: SqlParams): StatementShape {
    let shape = this.#shapes.get(sql);
    if (shape === undefined) {
      shape = readStatement(sql);
      this.#shapes.set(sql, shape);
    }
    checkParams(params, shape.parameterCount);
    return shape;
  }

  /** After an I/O error nobody knows what reached the medium, so the connection does nothing more (DB-8). */
  async #guard<T>(call: () => Promise<T>): Promise<T> {
    if (this.#broken !== undefined) {
      throw new DbError(
        'io',
        'An earlier I/O error ended this connection: reopen the file and check it',
        this.#broken,
      );
    }
    try {
      return await call();
    } catch (error) {
      if (error instanceof DbError && error.code === 'io') this.#broken = error;
      throw error;
    }
  }

  async #transact<T>(work: (tx: Queries) => Promise<T>): Promise<T> {
    await this.#control('BEGIN IMMEDIATE');
    const tx = new Tx({
      query: (sql, params = []) => this.#query(sql, params),
      run: (sql, params = []) => this.#run(sql, params),
    });
    try {
      const result = await tx.perform(() => this.#inside.run(tx, async () => work(tx.handle)));
      await this.#control('COMMIT');
      return result;
    } catch (error) {
      await this.#rollBack(error);
      throw error;
    }
  }

  /** SQLite may have rolled back by itself (disk full, I/O error); any other refusal ends the connection. */
  async #rollBack(reason: unknown): Promise<void> {
    try {
      await this.#driver.all('ROLLBACK', [], true);
    } catch (error) {
      if (error instanceof Error && error.message.includes('no transaction is active')) return;
      this.#broken ??= new DbError(
        'io',
        'A transaction could not be rolled back: reopen the file and check it',
        error,
      );
      throw new DbError('io', this.#broken.message, reason);
    }
  }

  async #control(sql: string): Promise<void> {
    await this.#guard(() => this.#driver.all(sql, [], true));
  }
}
