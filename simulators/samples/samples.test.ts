import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entryMessage } from '@zhuangui/protocol/catalog.ts';
import { isCreditCode } from '@zhuangui/protocol/checks/credit-code.ts';
import { isGtin } from '@zhuangui/protocol/checks/gtin.ts';
import { addDays } from '@zhuangui/protocol/days.ts';
import { describe, expect, it } from 'vitest';
import type { ImportDone } from '../../hub/catalog/import/import.ts';
import { importFile } from '../../hub/catalog/import/import-file.ts';
import { bannerByCode } from '../../hub/catalog/import/regions.ts';
import { COMMITTED_REFERENCE_DATE, sampleEntries } from './entries.ts';
import { writeSamples } from './main.ts';
import { mistakes } from './mistakes.ts';
import { samplePlanogram } from './planogram.ts';
import { products } from './products.ts';

const referenceDate = '2026-11-23';

async function imported(path: string): Promise<ImportDone> {
  const result = await importFile(await readFile(path), path);
  if (!result.ok) throw new Error(result.message.en);
  return result;
}

describe('sample entries', () => {
  const many = sampleEntries({ count: 10_000, referenceDate });

  it('are 300 or more by default and the same every time', () => {
    const first = sampleEntries({ referenceDate });
    expect(first.length).toBeGreaterThanOrEqual(300);
    expect(sampleEntries({ referenceDate })).toEqual(first);
    expect(many.slice(0, first.length)).toEqual(first);
    expect(() => sampleEntries({ count: 10_001, referenceDate })).toThrow(RangeError);
  });

  it('[CAT-3] [CAT-4] have right and different codes', () => {
    expect(many.filter((entry) => !entryMessage.check(entry).ok)).toEqual([]);
    expect(many.every((entry) => entry.gtins.every((gtin) => isGtin(gtin) && /^69\d{11}$/.test(gtin)))).toBe(
      true,
    );
    expect(many.every((entry) => isCreditCode(entry.supplier.creditCode))).toBe(true);
    expect(new Set(many.map((entry) => entry.id)).size).toBe(10_000);
    expect(new Set(many.flatMap((entry) => entry.gtins)).size).toBe(10_000);
  });

  it('have one credit code for one supplier name, in the banner of origin', () => {
    const codes = new Map<string, Set<string>>();
    const names = new Map<string, Set<string>>();
    for (const { supplier, origin } of many) {
      codes.set(supplier.name, (codes.get(supplier.name) ?? new Set()).add(supplier.creditCode));
      names.set(supplier.creditCode, (names.get(supplier.creditCode) ?? new Set()).add(supplier.name));
      expect(supplier.creditCode.slice(2, 8)).toBe(origin.banner);
    }
    expect([...codes.values(), ...names.values()].every((set) => set.size === 1)).toBe(true);
  });

  it('come from banners that exist', () => {
    for (const product of products) expect(bannerByCode(product.banner), product.name).toBeDefined();
    expect(bannerByCode('150430')?.name).toBe('敖汉旗');
  });

  it.each(['2026-11-23', '2024-02-29', '2030-01-01'])(
    'are valid on %s, within a year before and two after',
    (day) => {
      for (const { certificate } of sampleEntries({ count: 1000, referenceDate: day })) {
        expect(certificate.validFrom >= addDays(day, -365) && certificate.validFrom <= day).toBe(true);
        expect(certificate.validUntil > day && certificate.validUntil <= addDays(day, 730)).toBe(true);
      }
    },
  );
});

describe('sample files', () => {
  it('the committed workbook is read without a rejected row and equals what is generated', async () => {
    const result = await imported(join(import.meta.dirname, 'catalog.xlsx'));
    expect(result.rejected).toEqual([]);
    expect(result.entries.length).toBeGreaterThanOrEqual(300);
    expect(result.entries).toEqual(sampleEntries({ referenceDate: COMMITTED_REFERENCE_DATE }));
  });

  it('are written, read back, and have exactly the mistakes put in', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'samples-'));
    try {
      const [right, wrong, csv] = await writeSamples(folder, 120, referenceDate);
      const entries = sampleEntries({ count: 120, referenceDate });
      expect((await imported(right!)).entries).toEqual(entries);
      expect((await imported(csv!)).entries).toEqual(entries);
      const { rejected, counts } = await imported(wrong!);
      const codes = rejected.flatMap((row) => row.reasons.map((reason) => reason.code));
      const duplicates = [
        'duplicate-certificate',
        'duplicate-gtin',
        'duplicate-certificate',
        'duplicate-gtin',
      ];
      expect(codes.toSorted()).toEqual(
        [...mistakes.map((mistake) => mistake.code), ...duplicates].toSorted(),
      );
      expect(counts).toMatchObject({ rows: 121, rejected: mistakes.length + 2 });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('sample planogram', () => {
  const slots = samplePlanogram(sampleEntries({ referenceDate }), 60, referenceDate);

  it('fills the slots with fresh goods at a price a passer-by pays', () => {
    expect(slots.map((slot) => slot.slot)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    for (const { entry, priceFen, made, count, capacity } of slots) {
      expect(priceFen).toBeGreaterThanOrEqual(Math.max(300, entry.priceBand.minFen));
      expect(priceFen).toBeLessThanOrEqual(Math.min(6000, entry.priceBand.maxFen));
      expect(made <= referenceDate && addDays(made, entry.shelfLifeDays) > addDays(referenceDate, 30)).toBe(
        true,
      );
      expect(count > 0 && count <= capacity).toBe(true);
    }
    expect(new Set(slots.map((slot) => slot.entry.id)).size).toBe(60);
  });

  it('is the same every time, differs by start, and never asks for more than there is', () => {
    const entries = sampleEntries({ referenceDate });
    expect(samplePlanogram(entries, 60, referenceDate)).toEqual(slots);
    expect(samplePlanogram(entries, 60, referenceDate, 7)[0]?.entry).toEqual(slots[7]?.entry);
    expect(samplePlanogram(entries.slice(0, 5), 60, referenceDate).length).toBeLessThanOrEqual(5);
    expect(samplePlanogram([], 10, referenceDate)).toEqual([]);
  });
});
