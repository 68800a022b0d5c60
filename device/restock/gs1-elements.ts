// pure
// GS1 element strings (General Specifications 7.8): which identifiers a code carries, with which values.

/** Application identifier to value, as printed. */
export type Elements = ReadonlyMap<string, string>;
export type ElementProblem = 'torn' | 'contradiction';
export type ElementReading = { ok: true; elements: Elements } | { ok: false; problem: ElementProblem };

/** FNC1 between two values, as scanners pass it on. */
export const separator = '\u001d';

/** Digits of an identifier, by its first two (7.8.5): absent where GS1 has assigned none. */
const identifierLength: readonly [RegExp, number][] = [
  [/^(0[0-4]|1\d|2[0-2]|30|37|9\d)/, 2],
  [/^(2[345]|4[0-2]|71)/, 3],
  [/^(3[1-6]|39|43|70|72|8[0-2])/, 4],
];
/** Lengths that GS1 has fixed, so that no separator follows (7.8.5). */
const fixedLength: readonly [RegExp, number][] = [
  [/^00/, 18],
  [/^0[1-3]/, 14],
  [/^04/, 16],
  [/^(1[1-9]|3[1-6])/, 6],
  [/^20/, 2],
  [/^41/, 13],
];
/** What a value of variable length may be; others may be anything of up to 90 characters. */
const limits: readonly [RegExp, RegExp][] = [
  [/^(10|21|22)$/, /^.{1,20}$/],
  [/^(30|37)$/, /^\d{1,8}$/],
  [/^7003$/, /^\d{10}$/],
  [/^/, /^.{1,90}$/],
];
/** The 82 characters a value may have (7.11). */
const characters = /^[!"%-?A-Z_a-z]+$/;

const lookUp = <T>(table: readonly [RegExp, T][], text: string): T | undefined =>
  table.find(([prefix]) => prefix.test(text))?.[1];

/** The identifier at the start of `text`, or undefined. */
function identifierAt(text: string): string | undefined {
  const length = lookUp(identifierLength, text);
  if (length === undefined || text.length < length) return undefined;
  const identifier = text.slice(0, length);
  return /^\d+$/.test(identifier) ? identifier : undefined;
}

export const isIdentifier = (text: string): boolean => identifierAt(text) === text;

/** Whether a value has the form that its identifier asks for; check digits and dates are not looked at. */
function fits(identifier: string, value: string): boolean {
  const fixed = lookUp(fixedLength, identifier);
  if (fixed !== undefined) return value.length === fixed && /^\d+$/.test(value);
  return characters.test(value) && lookUp(limits, identifier)!.test(value);
}

/** Elements from pairs; an identifier twice with two values contradicts itself. */
export function gatherElements(pairs: Iterable<readonly [string, string]>): ElementReading {
  const elements = new Map<string, string>();
  for (const [identifier, value] of pairs) {
    if (!fits(identifier, value)) return { ok: false, problem: 'torn' };
    if ((elements.get(identifier) ?? value) !== value) return { ok: false, problem: 'contradiction' };
    elements.set(identifier, value);
  }
  return { ok: true, elements };
}

/** Reads what stands in a DataMatrix, QR or GS1-128; separators are ASCII 29. */
export function splitElements(text: string): ElementReading {
  const pairs: [string, string][] = [];
  let rest = text;
  while (rest !== '') {
    if (rest.startsWith(separator)) {
      rest = rest.slice(1);
      continue;
    }
    const identifier = identifierAt(rest);
    if (identifier === undefined) return { ok: false, problem: 'torn' };
    rest = rest.slice(identifier.length);
    const end = lookUp(fixedLength, identifier) ?? rest.indexOf(separator);
    const value = end < 0 ? rest : rest.slice(0, end);
    pairs.push([identifier, value]);
    rest = rest.slice(value.length);
  }
  return gatherElements(pairs);
}

/** Reads the form printed for people, identifiers in parentheses: `(01)06901234567892(10)A1`. */
export function splitPrinted(text: string): ElementReading {
  const pairs: [string, string][] = [];
  const starts = [...text.matchAll(/\((\d{2,4})\)/g)].filter(([, identifier]) => isIdentifier(identifier!));
  for (const [index, match] of starts.entries()) {
    const end = starts[index + 1]?.index ?? text.length;
    const value = text.slice(match.index + match[0].length, end);
    pairs.push([match[1]!, value.replaceAll(separator, '').trim()]);
  }
  if (starts[0]?.index !== 0) return { ok: false, problem: 'torn' };
  return gatherElements(pairs);
}
