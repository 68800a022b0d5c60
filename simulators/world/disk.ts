// A disk that outlives the programs that use it: SQLite in memory, taken away in the middle of anything, and full,
// forgetful or damaged when the world says so.
import { DatabaseSync } from 'node:sqlite';
import type { Db, SqlParams } from '@zhuangui/protocol/db/db.ts';
import { DbError } from '@zhuangui/protocol/db/db-error.ts';
import type { Driver } from '@zhuangui/protocol/db/driver.ts';
import { NodeSqliteDriver } from '@zhuangui/protocol/db/node-sqlite-db.ts';
import { SerialDb } from '@zhuangui/protocol/db/serial-db.ts';

/** A process that may lose its power. */
export interface Power {
  isOn: boolean;
  /** Called before and after each statement; returns true when the power fails at this very moment. */
  fails(moment: 'before' | 'after', sql: string): boolean;
}

const never = <T>() => new Promise<T>(() => {});
const statementsKept = 256;
/** Write-ahead logs are a file's; a database in memory says that it has none. */
const walMarks = [18, 19];
const writes = /^\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|COMMIT)/i;

export class WorldDisk {
  #database!: DatabaseSync;
  #driver!: NodeSqliteDriver;
  /** No room: whatever writes is refused. */
  isFull = false;
  /** Writes come back as errors of the medium. */
  isFailing = false;
  /** Told after every commit that reached the disk. */
  onCommit: () => void = () => {};

  constructor(image?: Uint8Array) {
    this.restore(image);
  }

  /** The database as it is now, in the bytes of a file. */
  image(): Uint8Array {
    return this.#database.serialize();
  }

  /** What was on the disk is gone; this is on it now. */
  restore(image: Uint8Array | undefined): void {
    if (this.#database?.isOpen) void this.#driver.close();
    this.#database = new DatabaseSync(':memory:');
    if (image) {
      const bytes = image.slice();
      for (const at of walMarks) bytes[at] = 1;
      this.#database.deserialize(bytes);
    }
    this.#database.exec('PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF');
    this.#driver = new NodeSqliteDriver(this.#database, statementsKept);
  }

  /** The same disk for one run of a program; nothing of a dead one gets through. */
  open(power: Power): Db {
    return new SerialDb(new Powered(this, power));
  }

  /** The power fails: what was not committed is gone. */
  cut(): void {
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
  }

  /** For onlookers: nothing that a program did not commit is seen, because none is asked in between. */
  look<Row>(sql: string, ...params: (string | number)[]): Row[] {
    return this.#database.prepare(sql).all(...params) as Row[];
  }

  get driver(): Driver {
    return this.#driver;
  }
}

class Powered implements Driver {
  readonly #disk: WorldDisk;
  readonly #power: Power;

  constructor(disk: WorldDisk, power: Power) {
    this.#disk = disk;
    this.#power = power;
  }

  all(sql: string, params: SqlParams, keep: boolean): Promise<object[]> {
    return this.#perform(sql, () => this.#disk.driver.all(sql, params, keep));
  }

  change(sql: string, params: SqlParams): Promise<number> {
    return this.#perform(sql, () => this.#disk.driver.change(sql, params));
  }

  async close(): Promise<void> {}

  async #perform<T>(sql: string, work: () => Promise<T>): Promise<T> {
    const power = this.#power;
    if (!power.isOn || power.fails('before', sql)) return never<T>();
    const disk = this.#disk;
    if ((disk.isFull || disk.isFailing) && writes.test(sql)) {
      throw disk.isFull ? new DbError('full', 'The disk is full') : new DbError('io', 'The disk fails');
    }
    // The engine has done its work when the call returns; only the answer comes later.
    const done = work();
    if (sql === 'COMMIT') disk.onCommit();
    if (power.fails('after', sql)) return never<T>();
    const result = await done;
    return power.isOn ? result : never<T>();
  }
}
