// pure
// What a scanner types, before anything is read out of it: noise taken off, substitutes undone.
import { separator } from './gs1-elements.ts';

/** Longer than any code on a package of food. */
export const scanCharactersMax = 300;

/** An input method left on makes full-width characters of what a scanner types; each stands for one of ASCII. */
function halfWidth(text: string): string {
  const fullWidth = /[\uff01-\uff5e]/g;
  return text
    .replace(fullWidth, (one) => String.fromCharCode(one.charCodeAt(0) - 0xfee0))
    .replaceAll('\u3002', '.')
    .replaceAll('\u3000', ' ');
}

const printedSeparators = /<GS>|[{[]GS[}\]]|\\x1d|\\u001d|\u241d/gi;
/** None of these may stand in a GS1 value, so they can only mean FNC1. */
const singleSeparators = /\^\]|[|^~#@]/g;

/** Separators in the many ways scanners are set up to type them, as ASCII 29. */
export const withSeparators = (text: string): string =>
  text.replace(printedSeparators, separator).replace(singleSeparators, separator);

export interface ScanText {
  text: string;
  /** Symbology identifier (ISO/IEC 15424) without its bracket, such as `d2`; undefined when none was typed. */
  symbology: string | undefined;
}

/** A symbology that says: what follows are GS1 elements. Capitals may be swapped, but E0 is an EAN and e0 a DataBar. */
export const carriesElements = (symbology: string | undefined): boolean =>
  symbology !== undefined && /^([Cc]1|e0|[Dd]2|[Qq]3|[Jj]1)$/.test(symbology);

/** Takes off line ends, spaces and symbology identifiers, however often they were typed. */
export function tidyScan(raw: string): ScanText {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: scanners frame what they type with them
  const frame = /^[\s\u0000-\u001c\u001e\u001f\u007f\ufeff]+|[\s\u0000-\u001f\u007f\ufeff]+$/g;
  let text = halfWidth(raw).replace(frame, '');
  let symbology: string | undefined;
  for (let match = /^\][A-Za-z][0-9A-Za-z]/.exec(text); match; match = /^\][A-Za-z][0-9A-Za-z]/.exec(text)) {
    symbology = match[0].slice(1);
    text = text.slice(3).trimStart();
  }
  return { text, symbology };
}

/** For a person to look at: shortened, control characters as their pictures. */
export function shownScan(raw: string): string {
  const short = raw.length > 80 ? `${raw.slice(0, 79)}…` : raw;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is made visible
  return short.replace(/[\u0000-\u001f]/g, (one) => String.fromCharCode(0x2400 + one.charCodeAt(0)));
}
