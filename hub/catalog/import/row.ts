// pure
import { type Entry, entryMessage } from '@zhuangui/protocol/catalog.ts';
import { parseCertificate, parseCreditCode, parseGtins } from './codes.ts';
import { type Column, columnName } from './columns.ts';
import { parseDate, parseDateSpan } from './dates.ts';
import type { Headings } from './headings.ts';
import { bandOf, type PriceBand, type PriceUnit, parseMoney, parsePriceBand } from './money.ts';
import { parsePeople, parseShelfLife } from './numbers.ts';
import { parseOrigin } from './origin.ts';
import { bad, good, type Parsed, type Reason } from './reason.ts';
import { clip, squeeze, tidy, tidyProse } from './text.ts';
import { parseCategory, parseMarks } from './words.ts';

/** What stands in the entry when a product has no brand. */
const NO_BRAND = '无品牌';
const LENGTHS: Partial<Record<Column, number>> = {
  name: 80,
  brand: 60,
  specification: 60,
  supplier: 100,
  how: 200,
};

/** An entry, or every reason why the row is none; certificate and gtins as far as they could be read. */
export interface RowResult {
  entry: Entry | null;
  reasons: Reason[];
  certificate: string | null;
  gtins: string[];
}

/** Reads cells of one row by column and collects what is wrong with them. */
class RowReader {
  readonly reasons: Reason[] = [];
  readonly #cells: readonly string[];
  readonly #headings: Headings;

  constructor(cells: readonly string[], headings: Headings) {
    this.#cells = cells;
    this.#headings = headings;
  }

  has(column: Column): boolean {
    return this.#headings.columns.has(column);
  }

  text(column: Column): string {
    const index = this.#headings.columns.get(column);
    return index === undefined ? '' : (this.#cells[index] ?? '');
  }

  unit(column: Column): string | undefined {
    return this.#headings.units.get(column);
  }

  /** Takes a parsed value, or notes why there is none. */
  take<T>(column: Column, parsed: Parsed<T>): T | null {
    if (parsed.ok) return parsed.value;
    const { code, message } = parsed;
    this.reasons.push({ column: columnName(column), value: clip(this.text(column)), code, message });
    return null;
  }

  /** Parses a cell that must not be blank. */
  required<T>(column: Column, parse: (text: string) => Parsed<T>): T | null {
    const text = this.text(column);
    return this.take(column, squeeze(text) === '' ? missing(column) : parse(text));
  }

  words(column: Column): string | null {
    return this.required(column, (text) => words(text, LENGTHS[column] ?? 200));
  }
}

function missing(column: Column): ReturnType<typeof bad> {
  const zh = columnName(column);
  return bad('missing', `“${zh}”没有填写`, `"${zh}" is blank; fill it in`);
}

function words(text: string, most: number): Parsed<string> {
  const plain = tidyProse(text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(plain))
    return bad('control', '含有不可见的控制字符，请重新输入', 'has control characters; type it again');
  if (plain.length <= most) return good(plain);
  return bad('too-long', `长于 ${most} 个字，请缩短`, `longer than ${most} characters; shorten it`);
}

function priceUnit(reader: RowReader, column: Column): PriceUnit {
  return reader.unit(column) === '分' ? 'fen' : 'yuan';
}

function readPrice(reader: RowReader): PriceBand | null {
  const twoColumns = reader.has('priceMin') && reader.has('priceMax');
  const blank = squeeze(reader.text('priceMin')) === '' && squeeze(reader.text('priceMax')) === '';
  if (!twoColumns || (blank && reader.has('price'))) {
    return reader.required('price', (text) => parsePriceBand(text, priceUnit(reader, 'price')));
  }
  const min = reader.required('priceMin', (text) => parseMoney(text, priceUnit(reader, 'priceMin')));
  const max = reader.required('priceMax', (text) => parseMoney(text, priceUnit(reader, 'priceMax')));
  return min === null || max === null ? null : reader.take('priceMax', bandOf(min, max));
}

function readValidity(reader: RowReader): { from: string; until: string } | null {
  if (!reader.has('validFrom') || !reader.has('validUntil')) {
    const span = reader.required('validity', parseDateSpan);
    return span && ordered(reader, 'validity', span);
  }
  const from = reader.required('validFrom', parseDate);
  const until = reader.required('validUntil', parseDate);
  return from === null || until === null ? null : ordered(reader, 'validUntil', { from, until });
}

function ordered(
  reader: RowReader,
  column: Column,
  span: { from: string; until: string },
): typeof span | null {
  const right = span.from <= span.until;
  return reader.take(
    column,
    right ? good(span) : bad('date-order', '有效期止早于有效期起', 'the certificate ends before it begins'),
  );
}

function readOrigin(reader: RowReader): Entry['origin'] | null {
  const column = reader.has('banner') ? 'banner' : 'bannerCode';
  const blank = squeeze(reader.text('banner') + reader.text('bannerCode')) === '';
  if (blank) return reader.take(column, missing(column));
  return reader.take(
    column,
    parseOrigin(reader.text('banner'), reader.text('league'), reader.text('bannerCode')),
  );
}

function readBrand(reader: RowReader): string | null {
  const plain = tidy(reader.text('brand'));
  return /^(无|\/|-+|—+)?$/.test(plain) ? NO_BRAND : reader.words('brand');
}

/** One row to an entry, or to all reasons against it (CAT-12). Never throws. */
export function readEntry(cells: readonly string[], headings: Headings): RowResult {
  const reader = new RowReader(cells, headings);
  const certificate = reader.required('certificate', parseCertificate);
  const gtins = reader.required('gtins', parseGtins);
  const supplierName = reader.words('supplier');
  const creditCode = reader.required('creditCode', parseCreditCode);
  const how = reader.words('how');
  const people = reader.required('people', parsePeople);
  const validity = readValidity(reader);
  const parts = {
    name: reader.words('name'),
    brand: readBrand(reader),
    specification: reader.words('specification'),
    category: reader.required('category', parseCategory),
    origin: readOrigin(reader),
    priceBand: readPrice(reader),
    marks: reader.take('marks', parseMarks(reader.text('marks'))),
    shelfLifeDays: reader.required('shelfLife', (text) => parseShelfLife(text, reader.unit('shelfLife'))),
  };
  const known = { certificate, gtins: gtins ?? [] };
  if (reader.reasons.length > 0) return { entry: null, reasons: reader.reasons, ...known };
  const entry = {
    id: certificate,
    ...parts,
    gtins,
    supplier: { name: supplierName, creditCode },
    helps: { how, people },
    certificate: { number: certificate, validFrom: validity?.from, validUntil: validity?.until },
  };
  return checked(entry, reader, known);
}

/** The schema has the last word: what it refuses never reaches a signed list. */
function checked(
  entry: unknown,
  reader: RowReader,
  known: Pick<RowResult, 'certificate' | 'gtins'>,
): RowResult {
  const result = entryMessage.check(entry);
  if (result.ok) return { entry: result.value as Entry, reasons: [], ...known };
  const { message } = result.problem;
  reader.take('name', bad('schema', `不符合目录格式：${message}`, message));
  return { entry: null, reasons: reader.reasons, ...known };
}
