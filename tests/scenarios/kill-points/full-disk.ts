// A disk without room, for processes that may not mount one: the engine answers SQLITE_FULL as long as it is full.
import sqlite3 from 'sqlite3';

type Call = (...given: unknown[]) => unknown;

/** SQLite's own words and number (result code 13). */
const fullError = () =>
  Object.assign(new Error('SQLITE_FULL: database or disk is full'), { code: 'SQLITE_FULL', errno: 13 });

/** From now on a statement that changes rows fails while there is no room. */
export function fillDisk(isFull: () => boolean): void {
  const statement = sqlite3.Statement.prototype as unknown as Record<string, Call>;
  const run = statement['run']!;
  statement['run'] = function ran(this: object, ...given) {
    if (!isFull()) return run.apply(this, given);
    const done = given.at(-1) as (error: Error) => void;
    setImmediate(() => done.call(this, fullError()));
    return this;
  };
}
