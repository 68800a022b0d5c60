// pure
// Rows for the importer's own tests, in the order of `fixtureHeadings`.
import { creditCodeCheck } from '@zhuangui/protocol/checks/credit-code.ts';
import { gtinCheckDigit } from '@zhuangui/protocol/checks/gtin.ts';

export const fixtureHeadings: readonly string[] = [
  '序号',
  '产品名称',
  '品牌',
  '规格',
  '商品条码',
  '产品类别',
  '企业名称',
  '统一社会信用代码',
  '产地旗县',
  '带贫机制',
  '带贫人数',
  '证书编号',
  '发证日期',
  '有效期至',
  '参考价',
  '质量认证',
  '保质期',
];

/** A right row; `n` makes certificate, barcode and supplier its own. */
export function fixtureRow(n: number, changes: Readonly<Record<string, string>> = {}): string[] {
  const gtin = `6999${String(n).padStart(8, '0')}`;
  const code = `93150430XX${String(n).padStart(7, '0')}`;
  const cells: Record<string, string> = {
    序号: String(n),
    产品名称: '敖汉小米',
    品牌: '',
    规格: '400g/袋',
    商品条码: gtin + gtinCheckDigit(gtin),
    产品类别: '粮食',
    企业名称: `敖汉旗样例${n}合作社`,
    统一社会信用代码: code + creditCodeCheck(code),
    产地旗县: '敖汉旗',
    带贫机制: '订单收购',
    带贫人数: '86',
    证书编号: `NMFP-2020-${String(n).padStart(6, '0')}`,
    发证日期: '2020年11月10日',
    有效期至: '2023-11-09',
    参考价: '12.00-18.50',
    质量认证: '地理标志',
    保质期: '365天',
    ...changes,
  };
  return fixtureHeadings.map((heading) => cells[heading] ?? '');
}
