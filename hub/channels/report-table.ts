// pure
// CHAN-6: an uploaded table to reported rows, as they stand; what is wrong with them is said by the row check.
import { parseDate } from '../catalog/import/dates.ts';
import { headingKey } from '../catalog/import/headings.ts';
import { squeeze, tidy } from '../catalog/import/text.ts';
import type { ReportedRow } from './report-rows.ts';

const names: Record<keyof ReportedRow, readonly string[]> = {
  day: ['日期', '销售日期', 'DAY', 'DATE'],
  product: ['商品', '商品名称', '产品', '产品名称', 'PRODUCT'],
  entry: ['目录编号', '认定证书编号', '证书编号', 'ENTRY'],
  creditCode: ['供应商信用代码', '统一社会信用代码', '信用代码', 'CREDITCODE'],
  programme: ['项目', '帮扶项目', 'PROGRAMME'],
  certified: ['是否认定', '是否扶贫产品', '认定产品', 'CERTIFIED'],
  amountFen: ['金额', '销售额', '金额元', 'AMOUNT'],
  count: ['数量', '件数', '笔数', 'COUNT'],
};
const required: (keyof ReportedRow)[] = ['day', 'product', 'certified', 'amountFen', 'count'];
const headingRowsLookedAt = 20;

export type TableRows =
  | { ok: true; rows: { line: number; given: Record<string, unknown> }[] }
  | { ok: false; zh: string; en: string };

function columnsOf(cells: readonly string[]): Map<keyof ReportedRow, number> {
  const keys = cells.map(headingKey);
  const found = Object.entries(names).flatMap(([field, words]) => {
    const at = keys.findIndex((key) => words.includes(key));
    return at === -1 ? [] : [[field as keyof ReportedRow, at] as const];
  });
  return new Map(found);
}

/** Yuan as text to fen, by its digits; what cannot be read stays as it is and is refused by the row check. */
export function fenOf(text: string): unknown {
  const plain = squeeze(text)
    .replace(/^[¥￥]/, '')
    .replace(/元$/, '');
  const found = /^(\d{1,3}(?:,\d{3})+|\d{1,10})(?:\.(\d{1,2})0*)?$/.exec(plain);
  return found ? Number(found[1]!.replaceAll(',', '')) * 100 + Number((found[2] ?? '').padEnd(2, '0')) : text;
}

const yes = ['是', '有', '已认定', 'YES', 'Y', 'TRUE', '1'];
const no = ['否', '无', '未认定', 'NO', 'N', 'FALSE', '0'];
const certifiedOf = (text: string): unknown => {
  const word = squeeze(text).toUpperCase();
  return yes.includes(word) ? true : no.includes(word) ? false : text;
};
const wholeOf = (text: string): unknown => {
  const plain = squeeze(text).replaceAll(',', '').replace(/\.0+$/, '');
  return /^\d{1,12}$/.test(plain) ? Number(plain) : text;
};

const readers: Record<keyof ReportedRow, (text: string) => unknown> = {
  day(text) {
    const day = parseDate(text);
    return day.ok ? day.value : text;
  },
  product: tidy,
  entry: squeeze,
  creditCode: (text) => squeeze(text).toUpperCase(),
  programme: tidy,
  certified: certifiedOf,
  amountFen: fenOf,
  count: wholeOf,
};

/** Rows below the heading row; blank rows are left out, lines count from 1 as in the file. */
export function rowsOfTable(table: readonly (readonly string[])[]): TableRows {
  const at = table.slice(0, headingRowsLookedAt).findIndex((cells) => columnsOf(cells).size >= 4);
  if (at === -1)
    return {
      ok: false,
      zh: '没有找到表头：日期、商品、是否认定、金额、数量',
      en: 'no heading row: 日期, 商品, 是否认定, 金额, 数量',
    };
  const columns = columnsOf(table[at]!);
  const missing = required.filter(
    (field) => !columns.has(field) && !(field === 'product' && columns.has('entry')),
  );
  if (missing.length > 0) {
    const words = missing.map((field) => names[field][0]).join('、');
    return { ok: false, zh: `缺少列：${words}`, en: `columns are missing: ${words}` };
  }
  const rows = table.slice(at + 1).flatMap((cells, index) => {
    const given: Record<string, unknown> = {};
    for (const [field, column] of columns) {
      const text = (cells[column] ?? '').trim();
      if (text !== '') given[field] = readers[field](text);
    }
    return Object.keys(given).length === 0 ? [] : [{ line: at + 2 + index, given }];
  });
  return { ok: true, rows };
}
