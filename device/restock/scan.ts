// pure
// One scan to the facts it states about a package, or why it states none (RST-4, RST-5).
import { isGtin } from '@zhuangui/protocol/checks/gtin.ts';
import { isWebAddress, readDigitalLink } from './digital-link.ts';
import { type CodedDate, readCodedDate } from './gs1-date.ts';
import {
  type ElementReading,
  type Elements,
  separator,
  splitElements,
  splitPrinted,
} from './gs1-elements.ts';
import { carriesElements, scanCharactersMax, tidyScan, withSeparators } from './scan-text.ts';

/** What to do about each: scan again (torn, empty, too-long), or look for the goods' own code (all others). */
export type ScanProblem =
  | 'empty'
  | 'too-long'
  | 'torn'
  | 'check-digit'
  | 'contradiction'
  | 'bad-date'
  | 'other-script'
  | 'no-goods-code';

/** Null: the code does not say, or not for certain. */
export interface ScanFacts {
  /** GTIN-8, GTIN-13 (GTIN-12 with its leading zero) or GTIN-14; its check digit is right. */
  gtin: string;
  lot: string | null;
  madeOn: string | null;
  bestBefore: string | null;
}

export type ScanReading = { ok: true; facts: ScanFacts } | { ok: false; problem: ScanProblem };
const unreadable = (problem: ScanProblem): ScanReading => ({ ok: false, problem });

/** Every way a catalog may spell one GTIN. */
export function gtinSpellings(gtin: string): string[] {
  const long = gtin.padStart(14, '0');
  return [14, 13, 12, 8]
    .filter((length) => /^0*$/.test(long.slice(0, 14 - length)))
    .map((n) => long.slice(-n));
}

/** The spelling in which people know a GTIN of 14 digits. */
function commonGtin(gtin: string): string {
  const spellings = gtinSpellings(gtin);
  return spellings.find((one) => one.length === 8) ?? spellings.find((one) => one.length === 13) ?? gtin;
}

/**
 * Reads what a scanner typed. Never throws. `today` (YYYY-MM-DD, trusted) decides the century of two-digit years.
 */
export function readScan(raw: string, today: string): ScanReading {
  if (raw.length > scanCharactersMax) return unreadable('too-long');
  const { text, symbology } = tidyScan(raw);
  if (text === '') return unreadable('empty');
  if (isWebAddress(text)) return fromElements(readDigitalLink(text), today);
  if (/[^\p{ASCII}\u241d]/u.test(text)) return unreadable('other-script');
  const digits = text.replace(/[ -]/g, '');
  if (!carriesElements(symbology) && /^(\d{8}|\d{12,14})$/.test(digits)) return fromGtin(digits);
  return readElements(withSeparators(text), today);
}

function readElements(text: string, today: string): ScanReading {
  if (text.startsWith('(')) return fromElements(splitPrinted(text), today);
  if (!text.startsWith(separator) && !/^\d/.test(text)) return unreadable('no-goods-code');
  const reading = fromElements(splitElements(text), today, !text.slice(1, -1).includes(separator));
  return reading.ok ? reading : (fromRepeated(text) ?? reading);
}

/** Zeros alone have a right check digit, and are noise. */
const isTradeItem = (gtin: string): boolean => isGtin(gtin) && /[1-9]/.test(gtin);

function fromGtin(gtin: string): ScanReading {
  if (!isTradeItem(gtin)) return unreadable('check-digit');
  return {
    ok: true,
    facts: { gtin: commonGtin(gtin.padStart(14, '0')), lot: null, madeOn: null, bestBefore: null },
  };
}

/** The same plain code twice or more without an end between: a scanner whose key was held down. */
function fromRepeated(text: string): ScanReading | undefined {
  const code = /^(\d{8}|\d{12,14}?)\1+$/.exec(text)?.[1];
  return code !== undefined && isTradeItem(code) ? fromGtin(code) : undefined;
}

function fromElements(
  reading: ElementReading | undefined,
  today: string,
  isUnseparated = false,
): ScanReading {
  if (!reading) return unreadable('no-goods-code');
  if (!reading.ok) return unreadable(reading.problem);
  const { elements } = reading;
  const [own, inside] = [elements.get('01'), elements.get('02')];
  const gtin = own ?? inside;
  if (gtin === undefined) return unreadable('no-goods-code');
  if (own !== undefined && inside !== undefined) return unreadable('contradiction');
  if (!isTradeItem(gtin)) return unreadable('check-digit');
  const dates = readDates(elements, today);
  if (!dates) return unreadable('bad-date');
  return { ok: true, facts: { gtin: commonGtin(gtin), lot: lotOf(elements, isUnseparated), ...dates } };
}

/** Without separators a lot may have swallowed what follows it: then the operator reads it off the package. */
function lotOf(elements: Elements, isUnseparated: boolean): string | null {
  const lot = elements.get('10') ?? null;
  const looksSwollen = lot !== null && /.(1[1-7]\d{6}|21.+|30\d+|37\d+)$/.test(lot);
  return isUnseparated && looksSwollen ? null : lot;
}

/** RST-5; undefined when one of them is no day. */
function readDates(elements: Elements, today: string): Pick<ScanFacts, 'madeOn' | 'bestBefore'> | undefined {
  const read = (identifier: string): CodedDate | null | undefined => {
    const value = elements.get(identifier);
    return value === undefined ? null : readCodedDate(value.slice(0, 6).padEnd(6, '0'), today);
  };
  const [made, ...lasts] = ['11', '15', '16', '17'].map(read);
  const timed = elements.get('7003');
  if (timed !== undefined) lasts.push(readCodedDate(timed.slice(0, 6), today));
  if (made === undefined || lasts.includes(undefined)) return undefined;
  const days = lasts.flatMap((date) => (date ? [date.day ?? date.monthEnd] : []));
  return { madeOn: made?.day ?? null, bestBefore: days.sort()[0] ?? null };
}
