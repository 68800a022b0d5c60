import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Report, verifyExport } from '../../../verifier/verify.ts';
import { type DayResult, runDay } from '../day/day.ts';
import { Forger } from './forger.ts';
import { forgeries } from './forgeries.ts';
import type { Expected } from './forgery.ts';

const folder = mkdtempSync(join(tmpdir(), 'verifier-'));
let day: DayResult;
let copies = 0;

const copy = () => {
  copies += 1;
  return new Forger(day.export, join(folder, `copy-${copies}`));
};
const names = (report: Report, expected: Expected) =>
  report.violations.some((one) =>
    Object.entries(expected).every(([name, value]) => one[name as keyof typeof one] === value),
  );

beforeAll(async () => {
  day = await runDay({ seed: 7, counters: 2, hours: 0.2, pauseMs: [2_000, 30_000], folder });
  writeFileSync(`${day.export}-root.json`, day.root);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the export of a day with faults', () => {
  it('[VER-5, VER-10] has no violation, by the root and the log’s key the auditor brought', () => {
    const root = `${day.export}-root.json`;
    const report = verifyExport(day.export, {
      root,
      logKeys: [day.logKey],
      checkpoints: [day.checkpoint],
      everyHead: true,
    });
    expect(day.troubles).toEqual([]);
    expect(report.violations).toEqual([]);
    expect(report.accepted).toBe(true);
    expect(report.unchecked).toEqual({});
    // A day in which nothing happened proves nothing.
    expect(report.checked['sales']).toBeGreaterThan(20);
    expect(report.checked['refunds']).toBeGreaterThan(5);
    expect(report.checked['permits of sales']).toBeGreaterThan(60);
    expect(report.checked['roots']).toBe(2);
    expect(report.checked['journal heads of the log']).toBe(2);
    expect(report.withdrawals.published).toBeGreaterThan(0);
    expect(Object.keys(day.faults).length).toBeGreaterThan(5);
  });

  it('[VER-6] says what it could not check when the auditor brings nothing', () => {
    const { unchecked, accepted } = verifyExport(day.export);
    expect(accepted).toBe(true);
    expect(Object.keys(unchecked).join()).toMatch(/root.*taken from the export/);
    expect(Object.keys(unchecked).join()).toMatch(/key of the log.*taken from the export/);
  });
});

describe('forged exports', () => {
  it.each(forgeries.map((forgery) => [forgery.name, forgery] as const))(
    '[VER-7] %s: found and named',
    async (_, forgery) => {
      const forger = copy();
      const expected = await forgery.forge(forger, day);
      forger.seal();
      const report = verifyExport(forger.folder, forgery.options?.(day) ?? {});
      expect(report.accepted).toBe(false);
      for (const one of expected)
        expect(report.violations, JSON.stringify(one)).toSatisfy(() => names(report, one));
      rmSync(forger.folder, { recursive: true });
    },
  );

  it('[VER-8] a changed byte in any file is noticed, and nothing crashes', () => {
    const forger = copy();
    const files = [...forger.files(), 'manifest.json'];
    const originals = new Map(files.map((path) => [path, forger.read(path)]));
    fc.assert(
      fc.property(
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (which, where, flip, isSealed) => {
          const path = files[which % files.length]!;
          const bytes = Buffer.from(originals.get(path)!);
          if (bytes.length === 0) return;
          bytes[where % bytes.length]! ^= flip;
          forger.write(path, bytes);
          const manifest = forger.read('manifest.json');
          if (isSealed && path !== 'manifest.json') forger.seal();
          try {
            judged(forger.folder, path, isSealed);
          } finally {
            forger.write('manifest.json', path === 'manifest.json' ? originals.get(path)! : manifest);
            forger.write(path, originals.get(path)!);
          }
        },
      ),
      { numRuns: 25, seed: 7 },
    );
  });
});

/** Bytes that say nothing but when the hub took something in, or what it calls a counter. */
const isTold = (path: string) =>
  /\.heads$|^(counters|published|bills|payments|manifest)\.(ndjson|json)$/.test(path);

function judged(exported: string, path: string, isSealed: boolean): void {
  let report: Report;
  try {
    report = verifyExport(exported);
  } catch (error) {
    // The manifest is no manifest any more: that is said too.
    expect((error as Error).name).toBe('NoExport');
    return;
  }
  // With the manifest counted anew, a changed byte of a bill's goods or of a time of arrival says nothing false.
  if (isSealed ? isTold(path) || path.startsWith('bills/') : path === 'manifest.json') return;
  expect({ path, isSealed, accepted: report.accepted }).toMatchObject({ accepted: false });
}
