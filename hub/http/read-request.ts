// pure
// Bodies and query parameters to values; a refusal says which field.
import type { Message } from '@zhuangui/protocol/schema.ts';
import type { Static, TSchema } from 'typebox';
import { HttpError } from './errors.ts';

/** No form nests so deep; a walk over what does would overrun the stack (SEC-13). */
const depthMax = 40;

const isShallow = (value: unknown, left = depthMax): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (left > 0 && Object.values(value).every((part) => isShallow(part, left - 1)));

/**
 * Half a character (a surrogate alone) survives JSON but no store and no hash: what is kept would not be what was sent.
 */
function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, part]) => name.isWellFormed() && isWellFormed(part));
}

/** A JSON body as `express.raw` left it. Throws HttpError `bad-request`, `too-large`. */
export function readBody<S extends TSchema>(message: Message<S>, body: unknown): Static<S> {
  const parsed = message.parse(body instanceof Uint8Array ? body : new Uint8Array());
  if (parsed.ok && !isShallow(parsed.value))
    throw new HttpError('bad-request', `The body nests deeper than ${depthMax} levels.`);
  if (parsed.ok && isWellFormed(parsed.value)) return parsed.value;
  if (parsed.ok) throw new HttpError('bad-request', 'A text holds half a character: type it anew.');
  throw new HttpError(
    parsed.problem.code === 'too-large' ? 'too-large' : 'bad-request',
    parsed.problem.message,
  );
}

/** A whole number from the query within bounds. Throws HttpError `bad-query`. */
export function readNumber(value: unknown, name: string, fallback: number, max: number): number {
  if (value === undefined) return fallback;
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (number <= max) return number;
  throw new HttpError('bad-query', `${name} must be a whole number from 0 to ${max}`);
}

/** A short text from the query; empty when it is not there. Throws HttpError `bad-query`. */
export function readText(value: unknown, name: string, maxLength = 100): string {
  if (value === undefined) return '';
  if (typeof value === 'string' && value.length <= maxLength) return value.trim();
  throw new HttpError('bad-query', `${name} must be one text of at most ${maxLength} characters`);
}
