import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import { ImportFileError, limits, type Table } from './table.ts';

const SAMPLE_CHARACTERS = 20_000;
const DELIMITERS = [',', '\t', ';'] as const;
/** A cell longer than this is an unclosed quotation mark. */
const MAX_RECORD_CHARACTERS = 100_000;

/** Bytes to text: UTF-8, UTF-16 with a byte order mark, else GB18030 (which GBK and GB 2312 are part of). */
export function decodeText(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return iconv.decode(bytes, 'utf16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return iconv.decode(bytes, 'utf16be');
  if (bytes.includes(0)) throw notText();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const text = iconv.decode(bytes, 'gb18030');
    if (text.includes('\ufffd')) throw notText();
    return text;
  }
}

function notText(): ImportFileError {
  return new ImportFileError(
    'encoding',
    '文字编码无法识别（应为 UTF-8 或 GB18030），请用 Excel 或 WPS 另存为 .xlsx',
    'the text is neither UTF-8 nor GB18030; save the table as .xlsx from Excel or WPS',
  );
}

/** The delimiter that stands most often outside quotation marks at the beginning of the file. */
function delimiterOf(text: string): string {
  const sample = text.slice(0, SAMPLE_CHARACTERS).replace(/"[^"]*"/g, '');
  const count = (delimiter: string): number => sample.split(delimiter).length;
  return DELIMITERS.reduce((best, next) => (count(next) > count(best) ? next : best));
}

/** Reads a CSV file in whatever encoding offices save it. Throws ImportFileError. */
export function readCsv(bytes: Buffer): Table {
  const text = decodeText(bytes);
  const rows = parseRows(text);
  if (rows.length > limits.rows)
    throw tooLarge(`表格超过 ${limits.rows} 行`, `more than ${limits.rows} rows`);
  if (rows.some((row) => row.length > limits.columns)) {
    throw tooLarge(`表格超过 ${limits.columns} 列`, `more than ${limits.columns} columns`);
  }
  return { rows, merges: [] };
}

function tooLarge(zh: string, en: string): ImportFileError {
  return new ImportFileError('too-large', `${zh}，请拆成几个文件`, `${en}; split it into several files`);
}

function parseRows(text: string): string[][] {
  try {
    return parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      relax_quotes: true,
      trim: true,
      max_record_size: MAX_RECORD_CHARACTERS,
      to: limits.rows + 1,
    });
  } catch (error) {
    throw new ImportFileError(
      'csv-syntax',
      '引号不成对或一行过长，请检查文件中的引号，或另存为 .xlsx',
      `not readable as CSV (${(error as Error).message}); check its quotation marks or save it as .xlsx`,
    );
  }
}
