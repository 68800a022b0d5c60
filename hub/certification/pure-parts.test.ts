import { startOfDay } from '@zhuangui/protocol/days.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ApplicationEvent,
  type ApplicationState,
  applicationStates,
  decisions,
  levelAt,
  levels,
  nextState,
} from './application-machine.ts';
import { checkEvidence, evidenceBytesMax, kindOfBytes } from './evidence-kind.ts';
import { batchMonthOf, cutOffMs, nextMonth } from './month-batch.ts';
import { readResultTable } from './result-table.ts';
import { versionHash } from './version-hash.ts';

const event: fc.Arbitrary<ApplicationEvent> = fc.oneof(
  fc
    .constantFrom('edit', 'submit', 'withdraw', 'close-batch', 'publish', 'uphold-objection', 'expire')
    .map((kind) => ({ kind }) as ApplicationEvent),
  fc.record({
    kind: fc.constant('decide' as const),
    level: fc.constantFrom(...levels),
    decision: fc.constantFrom(...decisions),
  }),
);

describe('application machine', () => {
  it('[CERT-2] reaches publication only by all four approvals in their order since the last change', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 200 }), (events) => {
        let state: ApplicationState = 'draft';
        let approved: string[] = [];
        for (const one of events) {
          const next = nextState(state, one);
          if (next === undefined) continue;
          if (one.kind === 'decide' && one.decision === 'approve') approved.push(one.level);
          if (one.kind === 'edit' || one.kind === 'submit') approved = [];
          state = next;
          if (state === 'published') expect(approved).toEqual(levels);
        }
      }),
    );
  });

  it('[CERT-2] each level acts in one state, and what has ended stays ended', () => {
    expect(applicationStates.flatMap((state) => levelAt(state) ?? [])).toEqual(levels);
    fc.assert(
      fc.property(fc.constantFrom('rejected', 'withdrawn', 'expired'), event, (state, one) => {
        expect(nextState(state as ApplicationState, one)).toBeUndefined();
      }),
    );
  });
});

describe('month of the batch', () => {
  it('[CERT-10] the cut-off is the first moment of the 20th in Beijing', () => {
    const cut = startOfDay('2026-12-20');
    expect([batchMonthOf(cut - 1), batchMonthOf(cut), cutOffMs('2026-12')]).toEqual([
      '2026-12',
      '2027-01',
      cut,
    ]);
    expect(batchMonthOf(Date.parse('2026-11-30T16:30:00Z'))).toBe('2026-12');
    expect([nextMonth('2026-09'), nextMonth('2026-12')]).toEqual(['2026-10', '2027-01']);
  });
});

const bytes = (...parts: (string | number[])[]) =>
  new Uint8Array(
    parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : part)),
  );
const png = bytes(
  [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13],
  'IHDR...',
  'IEND',
  [1, 2, 3, 4],
);
const jpeg = bytes([0xff, 0xd8, 0xff, 0xe0], 'JFIF', [0xff, 0xd9, 0, 0]);

describe('evidence', () => {
  it('[CERT-5] knows the three kinds by head and end, and the name must agree', () => {
    expect([kindOfBytes(png), kindOfBytes(jpeg), kindOfBytes(bytes('%PDF-1.4 %%EOF\n'))]).toEqual([
      'png',
      'jpeg',
      'pdf',
    ]);
    expect(checkEvidence(png, 'a.PNG')).toBe('png');
    expect(checkEvidence(png, 'a.jpg')).toEqual({ problem: 'wrong-name' });
    expect(checkEvidence(jpeg.subarray(0, 8), 'a.jpg')).toEqual({ problem: 'not-evidence' });
    expect(checkEvidence(bytes('<svg onload=x>'), 'a.png')).toEqual({ problem: 'not-evidence' });
    expect(checkEvidence(bytes('MZ %PDF-1.4 %%EOF'), 'a.pdf')).toEqual({ problem: 'not-evidence' });
    expect(checkEvidence(new Uint8Array(), 'a.pdf')).toEqual({ problem: 'empty' });
    expect(checkEvidence(new Uint8Array(evidenceBytesMax + 1), 'a.pdf')).toEqual({ problem: 'too-large' });
  });
});

describe('version hash', () => {
  const parts = {
    application: '150430-2020-0001',
    version: 1,
    creditCode: 'X',
    supplierName: '合作社',
    content: {
      name: 'a',
      brand: 'b',
      specification: 'c',
      gtins: ['69012345'],
      category: 'grain' as const,
      banner: '150430',
      helps: { how: 'x', people: 1 },
      priceBand: { minFen: 1, maxFen: 2 },
      marks: [],
      shelfLifeDays: 1,
    },
    evidence: [
      { sha256: '1', name: 'a' },
      { sha256: '2', name: 'b' },
    ],
  };

  it('[CERT-6] is the same for the same, in any order, and another for anything else', () => {
    const same = { ...parts, evidence: [...parts.evidence].reverse(), content: { ...parts.content } };
    expect(versionHash(same)).toBe(versionHash(parts));
    const others = [
      { ...parts, version: 2 },
      { ...parts, supplierName: '别的' },
      { ...parts, evidence: parts.evidence.slice(1) },
      { ...parts, content: { ...parts.content, priceBand: { minFen: 1, maxFen: 3 } } },
    ];
    expect(new Set([parts, ...others].map(versionHash)).size).toBe(5);
  });
});

describe('result table', () => {
  it('[CERT-12] finds its headings below a title, reads dates as they are written, and names what is missing', () => {
    const rows = [
      ['全国扶贫产品公示结果'],
      ['申报编号', '产品', '结果', '证书编号', '有效期自', '有效期至', '备注'],
      ['150430-2020-0001', '小米', '通过', 'FP-1', '2020年12月1日', '2023-11-30', ''],
      ['', '', '', '', '', '', ''],
      ['150430-2020-0002', '大米', '不通过', '', '', '', '材料不全'],
      ['150430-2020-0003', '大米', '不通过', '', '', '', ''],
    ];
    expect(readResultTable({ rows })).toMatchObject({
      ok: true,
      rows: [
        {
          row: 3,
          result: 'passed',
          certificate: { number: 'FP-1', validFrom: '2020-12-01', validUntil: '2023-11-30' },
        },
        { row: 5, result: 'refused', reason: '材料不全', certificate: null },
      ],
      refused: [{ row: 6, reasons: [{ column: '原因', code: 'missing' }] }],
    });
    expect(readResultTable({ rows: [['申报编号', '结果']] })).toEqual({
      ok: false,
      code: 'no-headings',
      missing: ['证书编号', '有效期自', '有效期至'],
    });
  });

  it('[CERT-12] never throws, whatever stands in the cells', () => {
    const heads = ['申报编号', '结果', '证书编号', '有效期自', '有效期至'];
    fc.assert(
      fc.property(fc.array(fc.array(fc.string(), { maxLength: 6 })), (rows) => {
        const table = readResultTable({ rows: [heads, ...rows] });
        expect(table.ok).toBe(true);
      }),
    );
  });
});
