import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryOf } from '../../tests/lists/lists-rig.ts';
import { entriesWith, rebased, settingOf } from './changes-of.ts';
import { differenceWords } from './difference-words.ts';
import { differenceOf, entryFields, fieldsOf } from './differences.ts';

const line = (change: object = {}) => JSON.stringify(entryOf(1, change));
const words = (before: object | null, after: object | null) =>
  differenceWords(
    differenceOf({
      entry: 'NM000001',
      baseLine: before && line(before),
      line: after && line(after),
    }),
  );

describe('difference in words', () => {
  it('[REL-4] names each field before and after, in both languages', () => {
    expect(
      words(
        { marks: [], helps: { how: '分红', people: 12 } },
        {
          priceBand: { minFen: 900, maxFen: 3800 },
          category: 'oil',
          marks: ['organic', 'green-food'],
          helps: { how: '分红', people: 30 },
          shelfLifeDays: 180,
        },
      ),
    ).toEqual({
      zh: '变更 敖汉小米 1（NM000001）：类别 粮食 → 食用油；带贫人数 12 → 30 人；价格下限 8.00 → 9.00 元；价格上限 15.00 → 38.00 元；质量标志 （无） → 有机产品、绿色食品；保质期 365 → 180 天',
      en: 'changed 敖汉小米 1 (NM000001): category grain → oil; people helped 12 → 30; lowest price 8.00 → 9.00 yuan; highest price 15.00 → 38.00 yuan; quality marks (none) → organic, green-food; shelf life 365 → 180 days',
    });
    expect(words(null, {}).zh).toBe('新增 敖汉小米 1（NM000001）');
    expect(words({}, null).en).toBe('removed 敖汉小米 1 (NM000001)');
  });

  it('[REL-4] has words for every field, and names exactly those that differ', () => {
    const other = {
      ...entryOf(2, {
        category: 'oil',
        brand: 'B',
        specification: 'S',
        priceBand: { minFen: 1, maxFen: 2 },
        marks: [],
        shelfLifeDays: 9,
        origin: { banner: '150102', name: '新城区', league: '150100' },
        helps: { how: 'H', people: 1 },
        supplier: { name: 'N', creditCode: entryOf(3).supplier.creditCode },
      }),
      certificate: { number: 'X', validFrom: '2020-01-01', validUntil: '2021-01-01' },
    };
    const all = differenceOf({ entry: 'x', baseLine: line(), line: JSON.stringify(other) });
    expect(all.fields.map(({ field }) => field)).toEqual(entryFields);
    const { zh, en } = differenceWords(all);
    for (const text of [zh, en]) expect(text).not.toMatch(/undefined|NaN/);
    expect(Object.keys(fieldsOf(entryOf(1)))).toEqual([...entryFields]);
  });

  it('[REL-6] a rebased draft publishes the same whether it was rebased or made anew', () => {
    const catalog = fc
      .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 3 })), {
        selector: ([number]) => number,
      })
      .map(
        (pairs) =>
          new Map(
            pairs.map(([number, people]) => {
              const entry = entryOf(number, { helps: { how: '分红', people } });
              return [entry.id, JSON.stringify(entry)] as const;
            }),
          ),
      );
    const origin = { source: 'file' as const, sourceRef: '', reason: '', byName: '', atMs: 0 };
    fc.assert(
      fc.property(catalog, catalog, catalog, (base, wanted, now) => {
        const entries = [...wanted.values()].map((text) => JSON.parse(text));
        const made = (lines: ReadonlyMap<string, string>) =>
          entries.flatMap((entry) => settingOf(lines, entry, origin) ?? []);
        const { kept } = rebased(made(base), now);
        const byId = (lines: ReadonlyMap<string, string>, changes: Parameters<typeof entriesWith>[1]) =>
          new Map(entriesWith(lines, changes).map((entry) => [entry.id, entry]));
        const after = byId(now, kept);
        // What the draft wanted holds; what it said nothing new about stays as the catalog has it now.
        for (const { entry, line: text } of made(base)) expect(after.get(entry)).toEqual(JSON.parse(text!));
        for (const [id, text] of now)
          if (!kept.some((change) => change.entry === id)) expect(after.get(id)).toEqual(JSON.parse(text));
        for (const change of kept)
          expect(change.conflict).toBe((base.get(change.entry) ?? null) !== (now.get(change.entry) ?? null));
      }),
      { numRuns: 200 },
    );
  });
});
