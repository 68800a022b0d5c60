import { strToU8, zipSync } from 'fflate';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import writeExcelFile, { type Cell, type SheetData } from 'write-excel-file/node';
import { toCsv } from '../../platform/csv.ts';
import { fixtureHeadings, fixtureRow } from './fixtures.ts';
import type { ImportDone } from './import.ts';
import { importFile } from './import-file.ts';
import { readTable } from './read-table.ts';
import { shownNumber } from './read-xlsx.ts';
import { limits } from './table.ts';
import { inspectXlsx } from './xlsx-inspect.ts';

const TITLE = '内蒙古自治区扶贫产品目录（2020年第三批）';
const columnOf = (heading: string) => fixtureHeadings.indexOf(heading);
const title = (): Cell[] => [
  { value: TITLE, type: String, columnSpan: fixtureHeadings.length },
  ...fixtureHeadings.slice(1).map(() => null),
];
const cells = (row: readonly string[]): Cell[] =>
  row.map((value) => (value === '' ? null : { value, type: String }));

async function imported(bytes: Buffer, name: string): Promise<ImportDone> {
  const result = await importFile(bytes, name);
  if (!result.ok) throw new Error(result.message.en);
  return result;
}

async function refusal(bytes: Buffer, name: string): Promise<string> {
  const result = await importFile(bytes, name);
  if (result.ok) return 'imported';
  expect(result.message.zh).toMatch(/请|没有|缺少/);
  expect(result.message.en.length).toBeGreaterThan(20);
  return result.code;
}

const sheetXml = (body: string, after = '') =>
  `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${body}</sheetData>${after}</worksheet>`;
const packed = (files: Record<string, string>) =>
  Buffer.from(
    zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)]))),
  );

describe('XLSX', () => {
  it('[CAT-1] reads a workbook with merged title, note row, dates and numbers as such, footer', async () => {
    const row = cells(fixtureRow(1));
    row[columnOf('有效期至')] = { value: new Date(Date.UTC(2023, 10, 9)), type: Date, format: 'yyyy/m/d' };
    row[columnOf('商品条码')] = { value: 6999000000018, type: Number };
    row[columnOf('参考价')] = { value: 0.1 + 12.2, type: Number };
    row[columnOf('带贫人数')] = { value: 86, type: Number };
    const data: SheetData = [title(), ['单位：元'], cells(fixtureHeadings), row, ['合计', 1]];
    const { entries, counts } = await imported(await writeExcelFile(data).toBuffer(), '目录.xlsx');
    expect(counts).toMatchObject({ accepted: 1, rejected: 0, skipped: 1 });
    expect(entries[0]).toMatchObject({
      gtins: ['6999000000018'],
      certificate: { validFrom: '2020-11-10', validUntil: '2023-11-09' },
      priceBand: { minFen: 984, maxFen: 1476 },
    });
  });

  it('[CAT-10] fills merged supplier and banner cells, and only merged ones', async () => {
    const first = cells(fixtureRow(1));
    const blank = { 企业名称: '', 统一社会信用代码: '', 产地旗县: '' };
    for (const heading of Object.keys(blank)) {
      first[columnOf(heading)] = { value: fixtureRow(1)[columnOf(heading)]!, type: String, rowSpan: 2 };
    }
    const rows = [first, cells(fixtureRow(2, blank)), cells(fixtureRow(3, blank))];
    const bytes = await writeExcelFile([title(), cells(fixtureHeadings), ...rows]).toBuffer();
    const result = await imported(bytes, 'a.xlsx');
    expect(result.entries.map((entry) => entry.supplier.name)).toEqual([
      '敖汉旗样例1合作社',
      '敖汉旗样例1合作社',
    ]);
    expect(result.rejected.map((r) => [r.row, r.reasons.length])).toEqual([[5, 3]]);
  });

  it('reads the sheet with the headings when a cover stands before it, with its own merges', async () => {
    const first = cells(fixtureRow(1));
    first[columnOf('企业名称')] = { value: '敖汉旗样例1合作社', type: String, rowSpan: 2 };
    const rows = [cells(fixtureHeadings), first, cells(fixtureRow(2, { 企业名称: '' }))];
    const bytes = await writeExcelFile([
      { data: [[TITLE], ['2020年11月10日']], sheet: '封面' },
      { data: rows, sheet: '目 录 & 附表' },
    ]).toBuffer();
    expect((await imported(bytes, 'a.xlsx')).counts).toMatchObject({ accepted: 2, rejected: 0 });
  });

  it('[CAT-13] reads 50,000 rows', async () => {
    const rows = Array.from({ length: 50_000 }, (_, i) => fixtureRow(i + 1));
    const bytes = await writeExcelFile([cells(fixtureHeadings), ...rows]).toBuffer();
    const started = performance.now();
    expect((await imported(bytes, 'a.xlsx')).counts.accepted).toBe(50_000);
    expect(performance.now() - started).toBeLessThan(30_000);
  }, 60_000);

  it.each([
    ['12.300000000000001', '12.3'],
    ['6.901234567892E12', '6901234567892'],
    ['6.9990000000000001E-2', '0.06999'],
    ['44145', '44145'],
    ['1E400', '1E400'],
  ])('shows the stored number %s as %s', (stored, shown) => expect(shownNumber(stored)).toBe(shown));
});

describe('CSV', () => {
  const rows = [
    [TITLE],
    [...fixtureHeadings],
    fixtureRow(1, { 带贫机制: '订单\n收购，"保底"' }),
    fixtureRow(2),
  ];
  const csv = toCsv(rows);
  const tabbed = rows
    .map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join('\t'))
    .join('\r\n');
  it.each([
    ['UTF-8 with byte order mark', Buffer.from(csv)],
    ['UTF-8', Buffer.from(csv.slice(1))],
    ['GB18030', iconv.encode(csv.slice(1), 'gb18030')],
    ['GBK', iconv.encode(csv.slice(1), 'gbk')],
    ['UTF-16 with tabs', iconv.encode(`\ufeff${tabbed}`, 'utf16le')],
    ['line feeds only', Buffer.from(csv.replaceAll('\r\n', '\n'))],
  ])('reads %s', async (_, bytes) => {
    const { entries } = await imported(bytes, '目录.csv');
    expect(entries.map((entry) => entry.name)).toEqual(['敖汉小米', '敖汉小米']);
    expect(entries[0]?.helps.how).toBe('订单收购，"保底"');
  });

  it('keeps row numbers across blank lines', async () => {
    const bytes = Buffer.from(toCsv([[TITLE], [], [...fixtureHeadings], [], fixtureRow(1, { 参考价: '' })]));
    expect((await imported(bytes, 'a.csv')).rejected[0]?.row).toBe(5);
  });
});

describe('[CAT-13] files that are not what they claim', () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  const xls = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);
  it.each([
    ['a picture', png, 'a.xlsx', 'not-a-table'],
    ['a picture', png, 'a.csv', 'not-a-table'],
    ['an old workbook', xls, 'a.xls', 'xls'],
    ['an old workbook', xls, 'a.xlsx', 'xls'],
    ['a web page', Buffer.from('\n<html><table></table></html>'), 'a.xls', 'html'],
    ['text', Buffer.from('产品名称,规格'), 'a.xlsx', 'wrong-name'],
    ['a workbook', packed({ 'xl/workbook.xml': '' }), 'a.csv', 'wrong-name'],
    ['another archive', packed({ 'word/document.xml': '<w/>' }), 'a.xlsx', 'not-xlsx'],
    ['nothing', Buffer.alloc(0), 'a.xlsx', 'empty'],
    ['too much', Buffer.alloc(limits.bytes + 1, 'a'), 'a.csv', 'too-large'],
    ['binary', Buffer.from([1, 2, 0, 3]), 'a.csv', 'not-a-table'],
    ['no encoding', Buffer.from([0x41, 0xff, 0xff, 0x0a]), 'a.csv', 'encoding'],
    ['an endless line', Buffer.from(`"${'a'.repeat(200_000)}`), 'a.csv', 'csv-syntax'],
    ['100,001 lines', Buffer.from('a,b\n'.repeat(limits.rows + 1)), 'a.csv', 'too-large'],
    ['101 columns', Buffer.from(`${','.repeat(limits.columns)}\n`), 'a.csv', 'too-large'],
    ['no name', Buffer.from('a,b'), 'a', 'wrong-name'],
  ])('refuses %s (%#)', async (_, bytes, name, code) => expect(await refusal(bytes, name)).toBe(code));

  it.each([
    ['row', '<row r="100001"><c r="A100001"><v>1</v></c></row>'],
    ['column', '<row r="1"><c s="1" r="CW1"><v>1</v></c></row>'],
  ])('refuses a workbook with a %s beyond the limit', async (_, body) => {
    expect(await refusal(packed({ 'xl/worksheets/sheet1.xml': sheetXml(body) }), 'a.xlsx')).toBe('too-large');
  });

  it('lets cells pass that are only formatted', () => {
    const bytes = packed({
      'xl/worksheets/sheet1.xml': sheetXml('<row r="1048576"><c r="XFD1048576" s="1"/></row>'),
    });
    expect(() => inspectXlsx(bytes)).not.toThrow();
  });

  it('refuses a workbook that unpacks to more than the limit', () => {
    const bytes = packed({
      'xl/sharedStrings.xml': '0'.repeat(2_000_000),
      'xl/worksheets/sheet1.xml': sheetXml(''),
    });
    expect(bytes.length).toBeLessThan(10_000);
    expect(() => inspectXlsx(bytes, 1_000_000)).toThrow(/unpacks to too much/);
  });

  it('refuses a damaged workbook, wherever it is cut', async () => {
    const whole = await writeExcelFile([cells(fixtureHeadings), cells(fixtureRow(1))]).toBuffer();
    for (let at = 8; at < whole.length - 200; at += 97) {
      await expect(importFile(whole.subarray(0, at), 'a.xlsx')).resolves.toHaveProperty('ok');
    }
    expect(await refusal(whole.subarray(0, 1000), 'a.xlsx')).toMatch(/damaged|not-xlsx/);
  });

  it('finds a merge wherever the chunks are cut', async () => {
    const filler = '<row><c r="A1"><v>1</v></c></row>'.repeat(5000);
    const merges = Array.from(
      { length: 3000 },
      (_, i) => `<mergeCell ref="A${i * 2 + 1}:B${i * 2 + 2}"/>`,
    ).join('');
    const bytes = packed({
      'xl/worksheets/sheet1.xml': sheetXml(filler, `<mergeCells>${merges}</mergeCells>`),
    });
    const found = inspectXlsx(bytes).merges.get('xl/worksheets/sheet1.xml');
    expect(found).toHaveLength(3000);
    expect(found?.[1]).toEqual({ top: 2, left: 0, bottom: 3, right: 1 });
  });

  it('throws what importFile reports', async () => {
    await expect(readTable(png, 'a.xlsx')).rejects.toMatchObject({
      name: 'ImportFileError',
      code: 'not-a-table',
    });
  });
});
