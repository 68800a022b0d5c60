// pure
// The only place where bytes from a wire become values: size limit, UTF-8, JSON and schema are checked together.
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';

/** Why bytes are no message. `message` says what is wrong in words an operator can act on. */
export interface Problem {
  code: 'too-large' | 'not-utf8' | 'not-json' | 'invalid';
  message: string;
}

export type Parsed<T> = { ok: true; value: T } | { ok: false; problem: Problem };

/** One message as it crosses a wire: its schema, its limit, and the compiled check. */
export interface Message<S extends TSchema> {
  name: string;
  schema: S;
  maxBytes: number;
  /** Checks a value that is already parsed. */
  check(value: unknown): Parsed<Static<S>>;
  /** Bytes to value. Never throws; every refusal has a code and a sentence. */
  parse(bytes: Uint8Array): Parsed<Static<S>>;
  /** Value to bytes. Throws when the value does not fit its own schema or limit: that is a fault in our code. */
  encode(value: Static<S>): Uint8Array;
}

/** Name, limit and schema to a message with compiled validators. */
export function defineMessage<S extends TSchema>(name: string, maxBytes: number, schema: S): Message<S> {
  const validator = Compile(schema);

  function check(value: unknown): Parsed<Static<S>> {
    if (validator.Check(value)) return { ok: true, value: value as Static<S> };
    const first = validator.Errors(value)[0];
    const where = first?.instancePath ? ` at ${first.instancePath}` : '';
    return refuse('invalid', `${name}${where}: ${first?.message ?? 'does not fit its schema'}`);
  }

  function parse(bytes: Uint8Array): Parsed<Static<S>> {
    if (bytes.length > maxBytes) {
      return refuse('too-large', `${name}: ${bytes.length} bytes, at most ${maxBytes} are allowed`);
    }
    const json = parseJson(name, bytes);
    return json.ok ? check(json.value) : json;
  }

  function encode(value: Static<S>): Uint8Array {
    const checked = check(value);
    if (!checked.ok) throw new TypeError(checked.problem.message);
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    if (bytes.length > maxBytes) throw new RangeError(`${name}: ${bytes.length} bytes, at most ${maxBytes}`);
    return bytes;
  }

  return { name, schema, maxBytes, check, parse, encode };
}

function refuse(code: Problem['code'], message: string): { ok: false; problem: Problem } {
  return { ok: false, problem: { code, message } };
}

// Kept because making one costs more than most messages; it holds no state between whole decodes.
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** Bytes to JSON value; refuses what is not UTF-8 instead of replacing it. */
export function parseJson(name: string, bytes: Uint8Array): Parsed<unknown> {
  let text: string;
  try {
    text = strictUtf8.decode(bytes);
  } catch {
    return refuse('not-utf8', `${name}: the bytes are not UTF-8`);
  }
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    return refuse('not-json', `${name}: not JSON (${(error as Error).message})`);
  }
}
