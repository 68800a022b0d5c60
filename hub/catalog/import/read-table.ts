import { readCsv } from './read-csv.ts';
import { readXlsx } from './read-xlsx.ts';
import { ImportFileError, limits, type Table } from './table.ts';

type Kind = 'xlsx' | 'ole' | 'html' | 'text' | 'other';

const MB = 1024 * 1024;
/** First bytes of files that get renamed to .xlsx or .csv by mistake. */
const FOREIGN: readonly (readonly number[])[] = [
  [0x89, 0x50, 0x4e, 0x47],
  [0xff, 0xd8, 0xff],
  [0x25, 0x50, 0x44, 0x46],
  [0x52, 0x61, 0x72, 0x21],
  [0x37, 0x7a, 0xbc, 0xaf],
  [0x1f, 0x8b],
  [0x47, 0x49, 0x46, 0x38],
];

function startsWith(bytes: Buffer, head: readonly number[]): boolean {
  return head.every((byte, i) => bytes[i] === byte);
}

function kindOf(bytes: Buffer): Kind {
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04])) return 'xlsx';
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) return 'ole';
  if (FOREIGN.some((head) => startsWith(bytes, head))) return 'other';
  const head = bytes
    .subarray(0, 512)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
    .toLowerCase();
  if (/^(<!doctype html|<html|<table|<\?xml|<meta|mime-version:)/.test(head)) return 'html';
  return bytes.includes(0) && !startsWith(bytes, [0xff, 0xfe]) && !startsWith(bytes, [0xfe, 0xff])
    ? 'other'
    : 'text';
}

function extensionOf(fileName: string): string {
  return /\.([a-z0-9]+)$/i.exec(fileName.trim())?.[1]?.toLowerCase() ?? '';
}

function checkSize(bytes: Buffer): void {
  if (bytes.length === 0) {
    throw new ImportFileError('empty', '文件是空的，请重新导出', 'the file is empty; export it again');
  }
  if (bytes.length > limits.bytes) {
    const most = limits.bytes / MB;
    throw new ImportFileError(
      'too-large',
      `文件超过 ${most} MB，请拆成几个文件`,
      `larger than ${most} MB; split it into several files`,
    );
  }
}

/**
 * Bytes of an uploaded file to rows of strings. The content decides, and the name must agree with it (CAT-13).
 * Throws ImportFileError, whose text says what to do.
 */
export async function readTable(bytes: Buffer, fileName: string): Promise<Table> {
  checkSize(bytes);
  const extension = extensionOf(fileName);
  const kind = kindOf(bytes);
  if (kind === 'ole') throw oldExcel();
  if (kind === 'html') throw webPage();
  if (kind === 'xlsx' && ['xlsx', 'xlsm'].includes(extension)) return bounded(await readXlsx(bytes));
  if (kind === 'text' && ['csv', 'txt', 'tsv'].includes(extension)) return bounded(readCsv(bytes));
  throw mismatch(kind, extension);
}

/** SEC-21: whoever reads the cells need not ask how long they are. */
function bounded(table: Table): Table {
  const isLong = table.rows.some((row) => row.some((cell) => cell.length > limits.cellCharacters));
  if (!isLong) return table;
  throw new ImportFileError(
    'too-large',
    `有单元格超过 ${limits.cellCharacters} 个字符，请删短`,
    `a cell holds more than ${limits.cellCharacters} characters; shorten it`,
  );
}

function oldExcel(): ImportFileError {
  return new ImportFileError(
    'xls',
    '这是旧版 .xls 工作簿或加了密码的工作簿，请去掉密码并另存为 .xlsx',
    'an old binary .xls workbook, or one with a password; remove the password and save it as .xlsx',
  );
}

function webPage(): ImportFileError {
  return new ImportFileError(
    'html',
    '这是网页或 XML 导出的表格，请用 Excel 或 WPS 打开后另存为 .xlsx',
    'a web page or XML export; open it in Excel or WPS and save it as .xlsx',
  );
}

function mismatch(kind: Kind, extension: string): ImportFileError {
  const known = {
    xlsx: ['Excel 工作簿', 'an Excel workbook', '.xlsx'],
    text: ['文本', 'text', '.csv'],
  } as const;
  if (kind === 'xlsx' || kind === 'text') {
    const [zh, en, right] = known[kind];
    return new ImportFileError(
      'wrong-name',
      `文件名以 .${extension} 结尾，内容却是${zh}；请把文件名改为 ${right} 结尾，或重新导出`,
      `the name ends in .${extension} but the content is ${en}; rename it to ${right} or export it again`,
    );
  }
  return new ImportFileError(
    'not-a-table',
    '这不是表格文件（可能是图片、PDF 或压缩包），请上传 .xlsx 或 .csv',
    'not a table (perhaps a picture, a PDF or an archive); upload .xlsx or .csv',
  );
}
