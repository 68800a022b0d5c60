// Moments around every commit of the npm `sqlite3` engine, put around the package from outside.
import sqlite3 from 'sqlite3';
import type { KillPoints } from './kill-points.ts';

type Callback = (this: unknown, ...results: unknown[]) => void;
type Call = (...given: unknown[]) => unknown;

/** Wraps the last argument, which the package calls when it is done. */
function after(given: unknown[], then: () => void): unknown[] {
  const done = given.at(-1) as Callback;
  const wrapped: Callback = function ended(this: unknown, ...results) {
    if (results[0] === null || results[0] === undefined) then();
    done.apply(this, results);
  };
  return [...given.slice(0, -1), wrapped];
}

/** From now on each COMMIT of this process is two moments, named after the journal lines in it. */
export function watchCommits(points: KillPoints): void {
  const texts = new WeakMap<object, string>();
  const database = sqlite3.Database.prototype as unknown as Record<string, Call>;
  const statement = sqlite3.Statement.prototype as unknown as Record<string, Call>;
  let kinds: string[] = [];

  const prepare = database['prepare']!;
  database['prepare'] = function prepared(this: object, ...given) {
    const made = prepare.apply(this, given) as object;
    texts.set(made, String(given[0]));
    return made;
  };
  const run = statement['run']!;
  statement['run'] = function ran(this: object, ...given) {
    if (texts.get(this)?.startsWith('INSERT INTO journal_line '))
      kinds.push(String((given[0] as unknown[])[1]));
    return run.apply(this, given);
  };
  const all = statement['all']!;
  statement['all'] = function read(this: object, ...given) {
    const text = texts.get(this);
    if (text === 'BEGIN IMMEDIATE') kinds = [];
    if (text !== 'COMMIT') return all.apply(this, given);
    const name = kinds.join('+') || 'no line';
    points.pass(`before the commit of ${name}`);
    return all.apply(
      this,
      after(given, () => points.pass(`after the commit of ${name}`)),
    );
  };
}
