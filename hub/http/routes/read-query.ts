// pure
// Query parameters to the values a route describes.
import { defineMessage, type Message } from '@zhuangui/protocol/schema.ts';
import type { TObject, TSchema } from 'typebox';
import { HttpError } from '../errors.ts';

const isWhole = (schema: TSchema): boolean => (schema as { type?: string }).type === 'integer';

/** The reader of one route's query. Throws HttpError `bad-query` naming the parameter. */
export function queryReader(schema: TObject): (query: unknown) => unknown {
  const message: Message<TObject> = defineMessage('query', 65_536, schema);
  const whole = new Set(
    Object.entries(schema.properties)
      .filter(([, property]) => isWhole(property as TSchema))
      .map(([name]) => name),
  );
  return (query) => {
    const given = Object.entries(query as Record<string, unknown>).map(([name, value]) => [
      name,
      whole.has(name) && typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value,
    ]);
    const checked = message.check(Object.fromEntries(given));
    if (checked.ok) return checked.value;
    throw new HttpError('bad-query', checked.problem.message);
  };
}
