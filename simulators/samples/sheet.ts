// pure
import type { Category, Entry, QualityMark } from '@zhuangui/protocol/catalog.ts';
import { yuan } from '@zhuangui/protocol/money.ts';
import { bannerByCode } from '../../hub/catalog/import/regions.ts';
import { categoryWords } from '../../hub/catalog/import/words.ts';

const MARK_NAMES: Readonly<Record<QualityMark, string>> = {
  'green-food': '绿色食品',
  organic: '有机',
  'geographical-indication': '地理标志',
};

/** Headings in the order of `sheetRow`, with a usual share of brackets, line breaks and full-width signs. */
export const sheetHeadings: readonly string[] = [
  '序号',
  '产品名称',
  '品牌',
  '规格',
  '商品条码',
  '产品\n类别',
  '企业（合作社）名称',
  '统一社会\n信用代码',
  '盟市',
  '产地旗县',
  '带贫机制',
  '带贫人数\n（人）',
  '证书编号',
  '发证日期',
  '有效期至',
  '价格区间\n（元）',
  '质量认证',
  '保质期（天）',
];
export const sheetWidths: readonly number[] = [
  6, 18, 12, 16, 16, 10, 36, 22, 12, 18, 50, 10, 20, 14, 14, 14, 20, 10,
];

export const sheetTitle = '内蒙古自治区扶贫产品目录（样例数据）';
export const sheetNote = '填报单位：样例数据，企业名称与代码均为虚构';
export const sheetUnit = '单位：元、人、天';

/** `2020-11-10` as an office writes it, without leading zeros: 2020年11月10日. */
export function chineseDate(iso: string): string {
  const [year, month, day] = iso.split('-').map(Number);
  return `${year}年${month}月${day}日`;
}

function categoryName(category: Category): string {
  return categoryWords[category][0]!;
}

/** One entry as the cells of a published table; `n` is the serial number. */
export function sheetRow(entry: Entry, n: number): string[] {
  return [
    String(n),
    entry.name,
    entry.brand,
    entry.specification,
    entry.gtins.join('、'),
    categoryName(entry.category),
    entry.supplier.name,
    entry.supplier.creditCode,
    bannerByCode(entry.origin.banner)?.league.name ?? '',
    entry.origin.name,
    entry.helps.how,
    String(entry.helps.people),
    entry.certificate.number,
    chineseDate(entry.certificate.validFrom),
    entry.certificate.validUntil,
    `${yuan(entry.priceBand.minFen)}-${yuan(entry.priceBand.maxFen)}`,
    entry.marks.map((mark) => MARK_NAMES[mark]).join('、') || '无',
    String(entry.shelfLifeDays),
  ];
}

/** The whole table as text rows: title, note, headings, products, footer. */
export function sheetRows(rows: readonly (readonly string[])[]): string[][] {
  return [
    [sheetTitle],
    [sheetNote, '', '', '', '', '', '', '', '', '', sheetUnit],
    [...sheetHeadings],
    ...rows.map((row) => [...row]),
    ['合计', `${rows.length} 个产品`],
    ['注：本表为样例数据'],
  ];
}
