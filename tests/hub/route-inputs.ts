// Requests made from the descriptions of the routes: bodies that fit their schema, and bodies that do not.
import fc from 'fast-check';
import type { TSchema } from 'typebox';

interface Shape {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Shape[];
  allOf?: Shape[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  items?: Shape;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, Shape>;
  patternProperties?: Record<string, Shape>;
  required?: string[];
}

/** What people and scripts put into text fields. */
export const nastyTexts: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'; DROP TABLE release; --",
  `${'%_\'"\\'.repeat(20)}`,
  '😀👩‍👩‍👧‍👦𠮷',
  '=cmd|"/c calc"!A0',
  '../../../../etc/passwd',
  '\u202Eabc',
  'a\u0000b',
  '\ud800',
  '__proto__',
];

const textOf = ({ pattern, minLength = 0, maxLength = 60 }: Shape): fc.Arbitrary<string> => {
  const isFitting = (text: string) => text.length >= minLength && text.length <= maxLength;
  const matching = pattern === undefined ? undefined : new RegExp(pattern, 'u');
  const nasty = nastyTexts.filter((text) => isFitting(text) && (matching?.test(text) ?? true));
  const made =
    matching === undefined
      ? fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 20), unit: 'grapheme' })
      : fc.stringMatching(matching).map((text) => text.slice(0, maxLength));
  const fitting = made.map((text) => (text.length < minLength ? text.padEnd(minLength, '某') : text));
  return nasty.length === 0 ? fitting : fc.oneof(fitting, fc.constantFrom(...nasty));
};

const objectOf = ({ properties = {}, required = [] }: Shape): fc.Arbitrary<object> =>
  fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, fitting(property)])),
    { requiredKeys: required, noNullPrototype: true },
  );

/** Values a schema allows. */
function fitting(schema: Shape): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(fitting));
  const { minimum = 0, maximum = 1_000_000 } = schema;
  switch (schema.type) {
    case 'string':
      return textOf(schema);
    case 'integer':
      return fc.oneof(
        fc.constantFrom(minimum, maximum),
        fc.integer({ min: Math.ceil(minimum), max: Math.min(maximum, 2 ** 31) }),
      );
    case 'number':
      return fc.double({ min: minimum, max: maximum, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(fitting(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.max(Math.min(schema.maxItems ?? 4, 4), schema.minItems ?? 0),
      });
    case 'object':
      return schema.patternProperties
        ? fc.dictionary(fc.string({ maxLength: 8 }), fitting(Object.values(schema.patternProperties)[0]!), {
            noNullPrototype: true,
          })
        : objectOf(schema);
    default:
      return fc.jsonValue({ maxDepth: 1 });
  }
}

export const fittingBody = (schema: TSchema): fc.Arbitrary<unknown> => fitting(schema as Shape);

/** One field of a fitting body replaced, added or left out. */
export const mutatedBody = (schema: TSchema): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      fittingBody(schema),
      fc.nat(30),
      fc.constantFrom<unknown>(
        undefined,
        null,
        -1,
        1e308,
        0.5,
        true,
        [],
        {},
        [[[[]]]],
        '',
        'x'.repeat(20_000),
        ...nastyTexts,
      ),
    )
    .map(([body, at, value]) => {
      if (typeof body !== 'object' || body === null || Array.isArray(body)) return value ?? null;
      const names = [...Object.keys(body), 'unknownField'];
      return { ...body, [names[at % names.length]!]: value };
    });

/** Bodies that are no JSON of anybody. */
export const brokenBodies: readonly (string | Uint8Array)[] = [
  '',
  '{',
  'null',
  '[]',
  '"text"',
  '{"a":1}{"a":2}',
  '{"__proto__":{"admin":true},"constructor":{"prototype":{}}}',
  `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
  new Uint8Array([0xff, 0xfe, 0x00, 0x80]),
];

/** Ids of nothing. */
export const strangeIds: readonly string[] = [
  'no-such-thing',
  '0',
  '-1',
  '99999999999999999999',
  '../../../etc/passwd',
  "x' OR 1=1 --",
  '%',
  '\u0000',
  '😀',
  'x'.repeat(3000),
  '__proto__',
  'constructor',
];
