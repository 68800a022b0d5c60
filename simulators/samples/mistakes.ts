// pure
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { sheetHeadings, sheetRow } from './sheet.ts';
import { wrongCheck } from './suppliers.ts';

/** A mistake of a kind that real tables have: the column it damages, how, and the code the importer gives it. */
export interface Mistake {
  column: string;
  damage(cell: string): string;
  code: string;
}

export const mistakes: readonly Mistake[] = [
  { column: '商品条码', code: 'gtin-scientific', damage: () => '6.99900E+12' },
  { column: '商品条码', code: 'gtin-check', damage: (c) => c.slice(0, -1) + ((Number(c.at(-1)) + 1) % 10) },
  { column: '商品条码', code: 'gtin-length', damage: (c) => c.slice(0, 10) },
  { column: '商品条码', code: 'gtin-lost-zero', damage: () => '12345678905' },
  { column: '统一社会\n信用代码', code: 'credit-check', damage: wrongCheck },
  { column: '统一社会\n信用代码', code: 'credit-alphabet', damage: (c) => `${c.slice(0, 8)}O${c.slice(9)}` },
  { column: '统一社会\n信用代码', code: 'credit-scientific', damage: () => '9.1150E+17' },
  { column: '产地旗县', code: 'banner-unknown', damage: () => '长沙县' },
  { column: '产地旗县', code: 'banner-league-only', damage: () => '赤峰市' },
  { column: '价格区间\n（元）', code: 'price-form', damage: () => '面议' },
  { column: '价格区间\n（元）', code: 'price-order', damage: () => '28.00-12.00' },
  { column: '有效期至', code: 'date-none', damage: () => '2027-02-30' },
  { column: '有效期至', code: 'date-order', damage: () => '2001-01-01' },
  { column: '证书编号', code: 'missing', damage: () => '' },
  { column: '保质期（天）', code: 'shelf-life-form', damage: () => '见包装' },
  { column: '带贫人数\n（人）', code: 'people-form', damage: () => '若干' },
  { column: '产品\n类别', code: 'category-unknown', damage: () => '五金' },
  { column: '产品名称', code: 'missing', damage: () => '' },
];

/** Every how many rows one is damaged. */
const EVERY = 5;

/** Rows of which every fifth has one mistake, in turn through all kinds; the last row repeats the first. */
export function rowsWithMistakes(entries: readonly Entry[]): string[][] {
  const rows = entries.map((entry, i) => sheetRow(entry, i + 1));
  for (const [m, mistake] of mistakes.entries()) {
    const row = rows[m * EVERY + 1];
    const at = sheetHeadings.indexOf(mistake.column);
    if (row) row[at] = mistake.damage(row[at]!);
  }
  const first = entries[0];
  return first ? [...rows, sheetRow(first, rows.length + 1)] : rows;
}
