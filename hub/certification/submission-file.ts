// CERT-11: the region's month as the national office gets it; every cell is text, so that nothing becomes a formula.
import writeXlsxFile from 'write-excel-file/node';
import { bannerByCode } from '../catalog/import/regions.ts';
import { categoryWords } from '../catalog/import/words.ts';
import type { Application } from './application-store.ts';

const markNames = {
  'green-food': '绿色食品',
  organic: '有机',
  'geographical-indication': '地理标志',
} as const;
const yuan = (fen: number) => (fen / 100).toFixed(2);

type Column = readonly [heading: string, width: number, text: (of: Application) => string];

const columns: readonly Column[] = [
  ['申报编号', 20, ({ id }) => id],
  ['产品名称', 24, ({ content }) => content.name],
  ['品牌', 14, ({ content }) => content.brand],
  ['规格', 14, ({ content }) => content.specification],
  ['商品条码', 18, ({ content }) => content.gtins.join('、')],
  ['产品类别', 12, ({ content }) => categoryWords[content.category][0] ?? content.category],
  ['企业名称', 30, ({ supplierName }) => supplierName],
  ['统一社会信用代码', 22, ({ creditCode }) => creditCode],
  ['盟市', 14, ({ banner }) => bannerByCode(banner)?.league.name ?? ''],
  ['产地旗县', 16, ({ banner }) => bannerByCode(banner)?.name ?? banner],
  ['行政区划代码', 14, ({ banner }) => banner],
  ['带贫机制', 40, ({ content }) => content.helps.how],
  ['带贫人数', 10, ({ content }) => String(content.helps.people)],
  ['最低价', 10, ({ content }) => yuan(content.priceBand.minFen)],
  ['最高价', 10, ({ content }) => yuan(content.priceBand.maxFen)],
  ['质量认证', 16, ({ content }) => content.marks.map((mark) => markNames[mark]).join('、')],
  ['保质期', 10, ({ content }) => `${content.shelfLifeDays}天`],
  ['续期原申报编号', 20, ({ renews }) => renews ?? ''],
];

const cell = (value: string, isHeading = false) => ({
  value,
  type: String,
  ...(isHeading ? { fontWeight: 'bold' as const, wrap: true } : {}),
});

/** XLSX bytes: a title, a heading row, one row an application. */
export async function submissionFile(month: string, items: readonly Application[]): Promise<Uint8Array> {
  const title = [cell(`内蒙古自治区扶贫产品申报表（${month}）共 ${items.length} 个产品`, true)];
  const headings = ['序号', ...columns.map(([heading]) => heading)].map((heading) => cell(heading, true));
  const rows = items.map((item, at) => [
    cell(String(at + 1)),
    ...columns.map(([, , text]) => cell(text(item))),
  ]);
  const widths = [6, ...columns.map(([, width]) => width)].map((width) => ({ width }));
  const bytes = await writeXlsxFile([title, headings, ...rows], { columns: widths, sheet: month }).toBuffer();
  return new Uint8Array(bytes);
}
