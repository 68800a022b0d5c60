// REL-11: the catalog as a table for everybody; headings are those the importer knows, so a file can be taken in again.
import type { Entry, QualityMark } from '@zhuangui/protocol/catalog.ts';
import { yuan } from '@zhuangui/protocol/money.ts';
import { categoryWords } from '../catalog/import/words.ts';
import { toCsv } from '../platform/csv.ts';
import { xlsxOf, xlsxType } from '../platform/xlsx.ts';

export const exportFormats = ['csv', 'xlsx', 'json'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportFile {
  bytes: Uint8Array;
  contentType: string;
  fileName: string;
}

const headings = [
  '产品名称',
  '品牌',
  '规格',
  '商品条码',
  '产品类别',
  '企业名称',
  '统一社会信用代码',
  '产地旗县',
  '行政区划代码',
  '带贫机制',
  '带贫人数',
  '证书编号',
  '发证日期',
  '有效期至',
  '最低价',
  '最高价',
  '质量认证',
  '保质期（天）',
];

const markNames: Record<QualityMark, string> = {
  'green-food': '绿色食品',
  organic: '有机',
  'geographical-indication': '地理标志',
};

const rowOf = (entry: Entry): string[] => [
  entry.name,
  entry.brand,
  entry.specification,
  entry.gtins.join('、'),
  categoryWords[entry.category][0]!,
  entry.supplier.name,
  entry.supplier.creditCode,
  entry.origin.name,
  entry.origin.banner,
  entry.helps.how,
  String(entry.helps.people),
  entry.certificate.number,
  entry.certificate.validFrom,
  entry.certificate.validUntil,
  yuan(entry.priceBand.minFen),
  yuan(entry.priceBand.maxFen),
  entry.marks.map((mark) => markNames[mark]).join('、'),
  String(entry.shelfLifeDays),
];

const types: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: xlsxType,
  json: 'application/json; charset=utf-8',
};

/** The entries of one catalog version as a file. */
export async function catalogFile(
  entries: readonly Entry[],
  version: number,
  format: ExportFormat,
): Promise<ExportFile> {
  const named = { contentType: types[format], fileName: `catalog-${version}.${format}` };
  if (format === 'json')
    return { ...named, bytes: new TextEncoder().encode(JSON.stringify({ version, entries })) };
  const rows = [headings, ...entries.map(rowOf)];
  return {
    ...named,
    bytes: format === 'csv' ? new TextEncoder().encode(toCsv(rows)) : await xlsxOf([{ name: '目录', rows }]),
  };
}

export interface CatalogExport {
  /** Made once for each version, whoever asks. */
  file(format: ExportFormat): Promise<ExportFile>;
}

export function createCatalogExport(parts: {
  entries(): Promise<readonly Entry[]>;
  version(): Promise<number>;
}): CatalogExport {
  const made = new Map<ExportFormat, { version: number; file: Promise<ExportFile> }>();
  return {
    async file(format) {
      const version = await parts.version();
      const known = made.get(format);
      if (known?.version === version) return known.file;
      const file = parts.entries().then((entries) => catalogFile(entries, version, format));
      made.set(format, { version, file });
      file.catch(() => made.delete(format));
      return file;
    },
  };
}
