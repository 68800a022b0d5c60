// pure
// GS1 Digital Link (URI syntax 1.x): a web address that carries the elements. Nothing is looked up in any network.
import { type ElementReading, gatherElements, isIdentifier } from './gs1-elements.ts';

/** Names that the first version of the standard allowed beside the numbers. */
const names: Readonly<Record<string, string>> = { gtin: '01', lot: '10', ser: '21', cpv: '22' };
const identifierOf = (key: string): string => names[key.toLowerCase()] ?? key;

export const isWebAddress = (text: string): boolean => /^https?:\/\//i.test(text);

/** Percent signs undone; undefined where they are torn. */
function undone(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Keys and values as they stand in path and query, the GTIN first. */
function pairsOf(address: string): [string, string][] | undefined {
  const [path = '', query = ''] = address.split('#', 1)[0]!.split('?', 2);
  const segments = path.split('/').slice(3);
  const start = segments.findIndex(
    (segment, index) =>
      identifierOf(segment) === '01' && /^(\d{8}|\d{12,14})$/.test(segments[index + 1] ?? ''),
  );
  if (start < 0) return undefined;
  const pairs: [string, string][] = [['01', segments[start + 1]!.padStart(14, '0')]];
  for (let index = start + 2; index < segments.length; index += 2) {
    if (segments[index] !== '') pairs.push([identifierOf(segments[index]!), segments[index + 1] ?? '']);
  }
  for (const part of query.split(/[&;]/)) {
    const [key = '', value = ''] = part.split('=', 2);
    // Other parameters are the web site's own.
    if (isIdentifier(key)) pairs.push([key, value]);
  }
  return pairs;
}

/** The elements of a web address; undefined when it is about no trade item. */
export function readDigitalLink(address: string): ElementReading | undefined {
  const pairs = pairsOf(address);
  if (!pairs) return undefined;
  const plain = pairs.map(([key, value]) => [key, undone(value) ?? ''] as const);
  return plain.every(([key]) => isIdentifier(key)) ? gatherElements(plain) : { ok: false, problem: 'torn' };
}
