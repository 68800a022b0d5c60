// pure
import type { SqlParams } from './db.ts';
import { DbError } from './db-error.ts';

/** Why a value cannot be bound, or undefined when it can. */
function objection(value: unknown): string | undefined {
  if (value === null || value instanceof Uint8Array) return undefined;
  if (typeof value === 'number') return numberObjection(value);
  if (typeof value === 'string') {
    return value.isWellFormed() ? undefined : 'text with half a surrogate pair: it would come back changed';
  }
  if (value === undefined) return 'undefined: pass null for SQL NULL';
  if (typeof value === 'bigint') return 'a bigint: pass a safe integer as number';
  return `a ${typeof value}: pass text, a number, null or a Uint8Array`;
}

function numberObjection(value: number): string | undefined {
  if (!Number.isFinite(value)) return `${value}: pass a finite number or null`;
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return `${value}: integers end at 2^53 - 1`;
  return undefined;
}

/**
 * Refuses parameters that an engine would bind as something else, or miss, without a word (rule DB-6).
 * `expectedCount` is what the statement has placeholders for. Throws `DbError` `misuse` naming the position,
 * counted from 1 as SQLite does.
 */
export function checkParams(params: SqlParams, expectedCount: number): void {
  if (params.length !== expectedCount) {
    throw new DbError(
      'misuse',
      `The statement takes ${expectedCount} parameters, ${params.length} were passed`,
    );
  }
  for (let index = 0; index < params.length; index += 1) {
    const problem = objection(params[index]);
    if (problem !== undefined) throw new DbError('misuse', `Parameter ${index + 1} is ${problem}`);
  }
}
