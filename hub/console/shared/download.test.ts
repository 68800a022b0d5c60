import { describe, expect, it } from 'vitest';
import { fileNameOf } from './download.ts';

describe('the name of a file that the hub made', () => {
  it.each([
    ['attachment; filename=catalog-4.csv', 'catalog-4.csv'],
    ['attachment; filename="one; two.xlsx"', 'one; two.xlsx'],
    ['attachment; filename="said \\"so\\".csv"', 'said "so".csv'],
    [
      `attachment; filename="?.xlsx"; filename*=UTF-8''${encodeURIComponent('统计 十一月.xlsx')}`,
      '统计 十一月.xlsx',
    ],
    ["attachment; filename=plain.csv; filename*=UTF-8''%E7%zz", 'plain.csv'],
    ['attachment; filename="../../etc/x.csv"', 'x.csv'],
    ['attachment; filename="C:\\\\temp\\\\x.csv"', 'x.csv'],
    ['attachment', 'export.csv'],
    ['', 'export.csv'],
  ])('%s', (disposition, name) => {
    expect(fileNameOf(disposition, '/api/audit/export.csv?from=2026/11')).toBe(name);
  });
});
