// pure
import { DbError } from './db-error.ts';

/** What the adapters must know of a statement before they hand it to SQLite. */
export interface StatementShape {
  /** First keyword in capitals; for WITH the verb of the main statement. */
  readonly verb: string;
  /** INSERT, UPDATE, DELETE or REPLACE: the only statements whose count of changes means something. */
  readonly changesRows: boolean;
  /** It has a RETURNING clause. */
  readonly returning: boolean;
  /** Values it needs: the number of `?`, or the highest `?N`. */
  readonly parameterCount: number;
  /**
   * Whether its prepared form may be kept. A PRAGMA may act while it is compiled, and schema statements
   * run once, so only reads and changes of rows are.
   */
  readonly keep: boolean;
}

// Space and comments, quoted text, placeholders, words, and single characters. A doubled quote inside a text
// reads as two texts side by side, which is harmless here and keeps the pattern free of backtracking.
const tokenPattern =
  /\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'[^']*(?:'|$)|"[^"]*(?:"|$)|`[^`]*(?:`|$)|\[[^\]]*(?:\]|$)|\?\d*|[:@$][\p{L}\d_]+|[\p{L}_][\p{L}\d_$]*|[\s\S]/gu;

const changing = new Set(['INSERT', 'UPDATE', 'DELETE', 'REPLACE']);
const reading = new Set(['SELECT', 'VALUES']);
const control = new Set(['BEGIN', 'COMMIT', 'END', 'ROLLBACK', 'SAVEPOINT', 'RELEASE']);

/** The tokens that mean something: no space, no comment; words in capitals. */
function tokensOf(sql: string): string[] {
  const tokens: string[] = [];
  for (const [token] of sql.matchAll(tokenPattern)) {
    if (/^(?:\s|--|\/\*)/.test(token)) continue;
    tokens.push(/^[\p{L}_]/u.test(token) ? token.toUpperCase() : token);
  }
  return tokens;
}

function isTrigger(tokens: readonly string[]): boolean {
  if (tokens[0] !== 'CREATE') return false;
  return tokens[tokens[1] === 'TEMP' || tokens[1] === 'TEMPORARY' ? 2 : 1] === 'TRIGGER';
}

/** Index of the semicolon that ends the statement; a trigger's body has its own and ends with `; END`. */
function endOf(tokens: readonly string[]): number {
  const trigger = isTrigger(tokens);
  const end = tokens.findIndex(
    (token, at) => token === ';' && (!trigger || (tokens[at - 1] === 'END' && tokens[at - 2] === ';')),
  );
  return end < 0 ? tokens.length : end;
}

/** The verb of the statement proper, which after WITH stands outside every parenthesis. */
function verbOf(tokens: readonly string[]): string {
  if (tokens[0] !== 'WITH') return tokens[0] ?? '';
  let depth = 0;
  for (const token of tokens) {
    if (token === '(') depth += 1;
    else if (token === ')') depth -= 1;
    else if (depth === 0 && (changing.has(token) || reading.has(token))) return token;
  }
  return 'WITH';
}

function countParameters(tokens: readonly string[]): number {
  let highest = 0;
  for (const token of tokens) {
    if (/^[:@$]./u.test(token)) {
      throw new DbError('misuse', `Named parameter ${token} is not supported: write ? and pass an array`);
    }
    if (token.startsWith('?'))
      highest = token === '?' ? highest + 1 : Math.max(highest, Number(token.slice(1)));
  }
  return highest;
}

/**
 * Reads just enough of a statement to refuse what SQLite would do silently (rules DB-5 and DB-6).
 * Throws `DbError` `misuse` for an empty text, several statements, transaction control, named parameters.
 */
export function readStatement(sql: string): StatementShape {
  const tokens = tokensOf(sql);
  const end = endOf(tokens);
  if (end === 0) throw new DbError('misuse', 'The SQL text holds no statement: pass exactly one');
  if (tokens.slice(end).some((token) => token !== ';')) {
    throw new DbError('misuse', 'The SQL text holds several statements: pass one per call, in a transaction');
  }
  const verb = verbOf(tokens);
  if (control.has(verb)) throw new DbError('misuse', `${verb} is refused: call transaction(work) instead`);
  const changesRows = changing.has(verb);
  return {
    verb,
    changesRows,
    returning: changesRows && tokens.includes('RETURNING'),
    parameterCount: countParameters(tokens),
    keep: changesRows || reading.has(verb),
  };
}
