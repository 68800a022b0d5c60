// pure
import { Unzip, UnzipInflate, UnzipPassThrough } from 'fflate';
import { ImportFileError, limits, type Merge } from './table.ts';

/** What the worksheet files of an XLSX say beside their cells; keys are paths such as `xl/worksheets/sheet1.xml`. */
export interface XlsxFacts {
  merges: Map<string, Merge[]>;
  /** Sheet name to worksheet path. */
  sheets: Map<string, string>;
}

/** How far into the next chunk a cut tag can reach; a longer tag is none that is looked for. */
const OVERLAP = 400;
const MAX_MERGES = 200_000;
/** SEC-21: no tag is looked at beyond the next `<` or so many characters, so that a file made to be slow is not. */
const CELL = /<(?:\w{1,20}:)?c\s([^<>]{0,300})>/g;
const CELL_PLACE = /\br="([A-Z]{1,3})(\d{1,7})"/;
const MERGE = /<(?:\w{1,20}:)?mergeCell\s[^<>]{0,300}?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"/g;
/** Names of sheets and where they lie: more than this is no workbook of an office. */
const SMALL_MAX = 2_000_000;

/** `A` is 0, `Z` 25, `AA` 26. */
function columnIndex(letters: string): number {
  let index = 0;
  for (const letter of letters) index = index * 26 + letter.charCodeAt(0) - 64;
  return index - 1;
}

function tooLarge(zh: string, en: string): ImportFileError {
  return new ImportFileError('too-large', `${zh}，请拆成几个文件`, `${en}; split it into several files`);
}

/** Looks for cells outside the limits and for merged cells, chunk by chunk. */
function sheetScanner(merges: Merge[]): (text: string) => void {
  let tail = '';
  return (text) => {
    const window = tail + text;
    for (const [, attributes] of window.matchAll(CELL)) {
      const [, letters, row] = (!attributes!.endsWith('/') && CELL_PLACE.exec(attributes!)) || [];
      if (letters !== undefined) checkCell(letters, Number(row));
    }
    let from = 0;
    for (const match of window.matchAll(MERGE)) {
      if (merges.length >= MAX_MERGES) throw tooLarge('合并单元格过多', 'too many merged cells');
      merges.push(mergeOf(match));
      from = match.index + match[0].length;
    }
    // What a merge consumed is not scanned again; a cell seen twice does no harm.
    tail = window.slice(Math.max(from, window.length - OVERLAP));
  };
}

function checkCell(letters: string, row: number): void {
  if (row > limits.rows) throw tooLarge(`表格超过 ${limits.rows} 行`, `more than ${limits.rows} rows`);
  if (columnIndex(letters) >= limits.columns) {
    throw tooLarge(`表格超过 ${limits.columns} 列`, `more than ${limits.columns} columns`);
  }
}

function mergeOf(match: RegExpExecArray): Merge {
  const [, left, top, right, bottom] = match;
  return {
    top: Number(top) - 1,
    left: columnIndex(left!),
    bottom: Math.min(Number(bottom), limits.rows) - 1,
    right: columnIndex(right!),
  };
}

/**
 * Unpacks an XLSX once, keeping nothing but facts: it bounds what the real reader will meet (CAT-13), so that a
 * small file that unpacks to gigabytes is refused before it costs memory. Throws ImportFileError.
 */
export function inspectXlsx(bytes: Uint8Array, maxUnpackedBytes = limits.unpackedBytes): XlsxFacts {
  const merges = new Map<string, Merge[]>();
  const small = new Map<string, string>();
  let unpacked = 0;
  const unzip = new Unzip((file) => {
    const handle = handlerFor(file.name, merges, small);
    file.ondata = (error, data) => {
      if (error) throw error;
      unpacked += data.length;
      if (unpacked > maxUnpackedBytes) throw tooLarge('文件解压后过大', 'the file unpacks to too much');
      handle?.(Buffer.from(data.buffer, data.byteOffset, data.length).toString('latin1'));
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  unzip.register(UnzipPassThrough);
  const step = 64 * 1024;
  for (let at = 0; at < bytes.length; at += step)
    unzip.push(bytes.subarray(at, at + step), at + step >= bytes.length);
  if (merges.size === 0) throw new ImportFileError('not-xlsx', ...NOT_XLSX);
  return { merges, sheets: sheetPaths(small) };
}

const NOT_XLSX = [
  '这是压缩包，但不是 Excel 工作簿；请用 Excel 或 WPS 打开原表，另存为 .xlsx',
  'a zip archive, but no Excel workbook; open the table in Excel or WPS and save it as .xlsx',
] as const;

function handlerFor(
  path: string,
  merges: Map<string, Merge[]>,
  small: Map<string, string>,
): ((text: string) => void) | null {
  if (/^xl\/worksheets\/[^/]+\.xml$/.test(path)) {
    const found: Merge[] = [];
    merges.set(path, found);
    return sheetScanner(found);
  }
  if (path !== 'xl/workbook.xml' && path !== 'xl/_rels/workbook.xml.rels') return null;
  return (text) => {
    const whole = (small.get(path) ?? '') + text;
    if (whole.length > SMALL_MAX) throw tooLarge('工作表目录过大', 'the list of sheets is too long');
    small.set(path, whole);
  };
}

function attribute(tag: string, name: string): string {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function sheetPaths(small: ReadonlyMap<string, string>): Map<string, string> {
  const targets = new Map<string, string>();
  for (const [tag] of (small.get('xl/_rels/workbook.xml.rels') ?? '').matchAll(
    /<(?:\w{1,20}:)?Relationship\s[^<>]*>/g,
  )) {
    targets.set(attribute(tag, 'Id'), attribute(tag, 'Target').replace(/^\/?xl\//, ''));
  }
  const sheets = new Map<string, string>();
  const workbook = Buffer.from(small.get('xl/workbook.xml') ?? '', 'latin1').toString('utf8');
  for (const [tag] of workbook.matchAll(/<(?:\w{1,20}:)?sheet\s[^<>]*>/g)) {
    const target = targets.get(attribute(tag, '\\w+:id'));
    if (target) sheets.set(unescapeXml(attribute(tag, 'name')), `xl/${target}`);
  }
  return sheets;
}
