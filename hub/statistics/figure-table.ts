// pure
// Figures as a table for other programs: header and cells.
import type { Cell } from '../platform/csv.ts';
import { type Dimension, unknown } from './dimensions.ts';
import type { FigureRow } from './figures.ts';

export const dimensionNames: Record<Dimension | 'none', string> = {
  ...{ none: '合计', league: '盟市', banner: '旗县', siteKind: '场所类别', hostUnit: '帮扶单位' },
  ...{
    operatingCompany: '运营单位',
    programme: '帮扶项目',
    counter: '专柜',
    entry: '商品',
    category: '品类',
  },
  ...{ supplier: '供应商', originLeague: '产地盟市', originBanner: '产地旗县', method: '支付方式' },
};

const yuan = (fen: number): number => Math.round(fen) / 100;

export const figureHeader = (by: Dimension | 'none'): string[] => [
  ...[
    '时间',
    `${dimensionNames[by]}代码`,
    dimensionNames[by],
    '销售件数',
    '销售额（元）',
    '退款笔数',
    '退款额（元）',
  ],
  ...['未出货', '结果不明', '已核验件数', '认定产品占比（%）', '拦截次数'],
];

export const figureCells = (row: FigureRow): Cell[] => [
  ...[row.period, row.key === unknown ? '' : row.key, row.name, row.sales, yuan(row.salesFen), row.refunds],
  ...[yuan(row.refundsFen), row.notDelivered, row.unknown, row.judged],
  ...[row.certifiedShare === null ? null : Math.round(row.certifiedShare * 100) / 100, row.refused],
];
