import { type GateReason, gateReasons } from '@zhuangui/protocol/units.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GateQuestion, gate } from './gate.ts';
import {
  type SampleSanctions,
  sampleEntry,
  sampleLists,
  sampleNowMs,
  sampleQuestion,
  sampleSlot,
} from './gate-samples.ts';
import { createGateSource } from './gate-source.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const withEntry = (changes: object) => ({ lists: sampleLists([{ ...sampleEntry, ...changes }]) });
const withSlot = (changes: object) => ({ slot: { ...sampleSlot, ...changes } });
const withSanction = (sanctions: SampleSanctions) => ({ lists: sampleLists(undefined, sanctions) });
const certificate = (changes: object) =>
  withEntry({ certificate: { ...sampleEntry.certificate, ...changes } });

/** For every reason the smallest change that brings it up, alone. */
const cases: Record<GateReason, Partial<GateQuestion>> = {
  'no-lists': { lists: undefined },
  'lists-too-old': { trustedNowMs: sampleNowMs + 71 * hourMs },
  'channel-suspended': withSanction({ suspended: true }),
  'slot-empty': withSlot({ count: 0 }),
  'slot-unknown': { slot: undefined },
  'slot-locked': withSlot({ locked: 'unknown outcome' }),
  'slot-faulty': withSlot({ faulty: 'motor does not exist' }),
  'board-offline': { boardOnline: false },
  'not-certified': { lists: sampleLists([]) },
  'certificate-not-yet-valid': certificate({ validFrom: '2026-05-21' }),
  'certificate-expired': certificate({ validUntil: '2026-05-19' }),
  'product-withdrawn': withSanction({ products: [sampleEntry.id] }),
  'lot-withdrawn': withSanction({ lots: [{ entry: sampleEntry.id, lot: sampleSlot.lot }] }),
  'supplier-blacklisted': withSanction({ suppliers: [sampleEntry.supplier.creditCode] }),
  'lot-expired': withSlot({ bestBefore: '2026-05-19' }),
  'made-in-future': withSlot({ madeOn: '2026-05-21' }),
  'price-outside-band': withSlot({ priceFen: 2001 }),
  'too-warm': { tooWarm: true },
  'storage-nearly-full': { storageLow: true },
  'journal-not-writable': { journalWritable: false },
};
const reasonsOf = (question: Partial<GateQuestion>): GateReason[] => {
  const decision = gate(sampleQuestion(question));
  return decision.pass ? [] : decision.reasons;
};

describe('the gate', () => {
  it('[GATE-1, GATE-9] passes when everything is in order, and says on what grounds', () => {
    expect(gate(sampleQuestion())).toEqual({
      pass: true,
      permit: {
        entry: 'NM-2026-0001',
        lot: '20260401A',
        certificate: 'NM-2026-0001',
        catalogVersion: 3,
        withdrawalsVersion: 2,
        channelsVersion: 1,
        freshness: 'green',
        priceBand: { minFen: 1000, maxFen: 2000 },
        lists: 'ab'.repeat(32),
      },
    });
  });

  it.each(gateReasons)('[GATE-2] names %s, and nothing else, when only that holds', (reason) => {
    for (const point of ['show', 'pay'] as const) {
      expect(reasonsOf({ point, ...cases[reason] })).toEqual([reason]);
    }
    const atMotor = reason === 'storage-nearly-full' ? [] : [reason];
    expect(reasonsOf({ point: 'dispense', ...cases[reason] })).toEqual(atMotor);
  });

  it('[GATE-14] lets warm goods be replaced, and a paid sale end on a nearly full disk', () => {
    expect(reasonsOf({ point: 'load', tooWarm: true, storageLow: true })).toEqual([]);
    expect(reasonsOf({ point: 'dispense', storageLow: true })).toEqual([]);
    expect(reasonsOf({ point: 'dispense', tooWarm: true })).toEqual(['too-warm']);
  });

  it('[GATE-2] names all reasons that hold, in the order of gateReasons', () => {
    const everything = sampleLists(
      [{ ...sampleEntry, certificate: { ...sampleEntry.certificate, validUntil: '2026-01-02' } }],
      {
        products: [sampleEntry.id],
        lots: [{ entry: sampleEntry.id, lot: sampleSlot.lot }],
        suppliers: [sampleEntry.supplier.creditCode],
        suspended: true,
      },
      sampleNowMs - 80 * hourMs,
    );
    const slot = { ...sampleSlot, count: 0, locked: 'x', faulty: 'y', priceFen: 1, bestBefore: '2026-01-01' };
    const reasons = reasonsOf({
      point: 'pay',
      slot: { ...slot, madeOn: '2027-01-01' },
      tooWarm: true,
      storageLow: true,
      lists: everything,
      boardOnline: false,
      journalWritable: false,
    });
    const impossible = ['no-lists', 'slot-unknown', 'not-certified', 'certificate-not-yet-valid'];
    expect(reasons).toEqual(gateReasons.filter((reason) => !impossible.includes(reason)));
  });

  it('[GATE-3] sells on amber lists and says so in the permit', () => {
    const decision = gate(sampleQuestion({ trustedNowMs: sampleNowMs + 23 * hourMs }));
    expect(decision).toMatchObject({ pass: true, permit: { freshness: 'amber' } });
  });

  it('[GATE-4] loads into a slot that is empty, locked or faulty, with the board away', () => {
    const slot = { ...sampleSlot, count: 0, locked: 'x', faulty: 'y' };
    expect(reasonsOf({ point: 'load', slot, boardOnline: false })).toEqual([]);
    expect(reasonsOf({ point: 'load', ...withSanction({ products: [sampleEntry.id] }) })).toEqual([
      'product-withdrawn',
    ]);
  });

  it('[GATE-4] does not take the content of one slot for another', () => {
    expect(reasonsOf({ slotNumber: 2 })).toEqual(['slot-unknown']);
  });

  it('[GATE-5] counts the first and the last day of a certificate and both ends of the price band', () => {
    expect(reasonsOf(certificate({ validFrom: '2026-05-20', validUntil: '2026-05-20' }))).toEqual([]);
    expect(reasonsOf(withSlot({ priceFen: 1000 }))).toEqual([]);
    expect(reasonsOf(withSlot({ priceFen: 2000 }))).toEqual([]);
    expect(reasonsOf(withSlot({ priceFen: 999 }))).toEqual(['price-outside-band']);
    expect(reasonsOf(withSlot({ priceFen: Number.NaN }))).toEqual(['price-outside-band']);
  });

  it('[GATE-6] sells until the best-before day ends in China, and not after', () => {
    const lists = sampleLists(undefined, {}, sampleNowMs + 11 * hourMs);
    const slot = { ...sampleSlot, bestBefore: '2026-05-20' };
    expect(reasonsOf({ lists, slot, trustedNowMs: sampleNowMs + 12 * hourMs - 1 })).toEqual([]);
    expect(reasonsOf({ lists, slot, trustedNowMs: sampleNowMs + 12 * hourMs })).toEqual(['lot-expired']);
  });

  it('[GATE-7] ends at the certified shelf life even if a later day is printed', () => {
    const slot = { ...sampleSlot, madeOn: '2025-11-20', bestBefore: '2026-12-31' };
    expect(reasonsOf({ slot })).toEqual(['lot-expired']);
    expect(reasonsOf({ slot: { ...slot, madeOn: '2025-11-21' } })).toEqual([]);
  });

  it('[GATE-7] does not load a lot whose printed day goes beyond the certified shelf life', () => {
    expect(reasonsOf({ point: 'load', ...withSlot({ bestBefore: '2026-09-29' }) })).toEqual(['lot-expired']);
    expect(reasonsOf({ point: 'load', ...withSlot({ bestBefore: '2026-09-28' }) })).toEqual([]);
    expect(reasonsOf({ point: 'load', ...withSlot({ madeOn: '2026-05-21' }) })).toEqual(['made-in-future']);
  });

  it('[GATE-6] refuses a lot whose days are no days instead of failing', () => {
    for (const madeOn of ['', '2026-13-01', 'yesterday']) {
      expect(reasonsOf(withSlot({ madeOn }))).toContain('lot-expired');
    }
    expect(reasonsOf(withSlot({ bestBefore: '' }))).toEqual(['lot-expired']);
  });

  it('[GATE-8] does not promise the last package twice in one order', () => {
    expect(reasonsOf({ ...withSlot({ count: 2 }), taken: 1 })).toEqual([]);
    expect(reasonsOf({ ...withSlot({ count: 2 }), taken: 2 })).toEqual(['slot-empty']);
  });

  it('[GATE-1] evaluates everything at the moment of the question', () => {
    let online = true;
    const source = createGateSource({
      slot: () => sampleSlot,
      lists: () => sampleLists(),
      trustedNowMs: () => sampleNowMs,
      boardOnline: () => online,
      journalWritable: () => true,
    });
    expect(source('dispense', 1).decision.pass).toBe(true);
    online = false;
    expect(source('dispense', 1).decision).toEqual({ pass: false, reasons: ['board-offline'] });
  });
});

const sanctionsArb: fc.Arbitrary<SampleSanctions> = fc.record({
  products: fc.subarray([sampleEntry.id, 'other']),
  lots: fc.subarray([
    { entry: sampleEntry.id, lot: sampleSlot.lot },
    { entry: sampleEntry.id, lot: 'B' },
  ]),
  suppliers: fc.subarray([sampleEntry.supplier.creditCode, '911500000000000000']),
  suspended: fc.boolean(),
});
const dayArb = fc.constantFrom('2026-01-01', '2026-05-19', '2026-05-20', '2026-05-21', '2027-01-01', 'bad');
const slotArb = fc.option(
  fc.record({
    slot: fc.constantFrom(1, 2),
    entry: fc.constantFrom(sampleEntry.id, 'other'),
    lot: fc.constantFrom(sampleSlot.lot, 'B'),
    madeOn: dayArb,
    bestBefore: dayArb,
    count: fc.integer({ min: 0, max: 3 }),
    capacity: fc.constant(8),
    priceFen: fc.constantFrom(999, 1000, 1500, 2000, 2001),
    locked: fc.option(fc.constant('x'), { nil: undefined }),
    faulty: fc.option(fc.constant('y'), { nil: undefined }),
  }),
  { nil: undefined, freq: 8 },
);
const situationArb = fc.record({
  point: fc.constantFrom('load' as const, 'show' as const, 'pay' as const, 'dispense' as const),
  slotNumber: fc.constant(1),
  slot: slotArb,
  taken: fc.integer({ min: 0, max: 2 }),
  trustedNowMs: fc.integer({ min: sampleNowMs - 2 * dayMs, max: sampleNowMs + 4 * dayMs }),
  boardOnline: fc.boolean(),
  journalWritable: fc.boolean(),
});

describe('the gate, whatever is asked', () => {
  it('[GATE-1] passes exactly when no reason holds, and reasons are distinct and ordered', () => {
    fc.assert(
      fc.property(situationArb, sanctionsArb, (situation, sanctions) => {
        const decision = gate({ ...situation, lists: sampleLists(undefined, sanctions) });
        if (decision.pass) return;
        expect(decision.reasons.length).toBeGreaterThan(0);
        expect(decision.reasons).toEqual(gateReasons.filter((reason) => decision.reasons.includes(reason)));
      }),
      { numRuns: 2000 },
    );
  });

  it('[GATE-2] never passes once a sanction, an age or a fault was added, and loses no reason by it', () => {
    fc.assert(
      fc.property(situationArb, sanctionsArb, sanctionsArb, (situation, some, others) => {
        const more: SampleSanctions = {
          products: [...some.products!, ...others.products!],
          lots: [...some.lots!, ...others.lots!],
          suppliers: [...some.suppliers!, ...others.suppliers!],
          suspended: some.suspended! || others.suspended!,
        };
        const before = gate({ ...situation, lists: sampleLists(undefined, some) });
        const after = gate({ ...situation, lists: sampleLists(undefined, more) });
        if (before.pass) return;
        expect(after.pass).toBe(false);
        if (!after.pass) expect(after.reasons).toEqual(expect.arrayContaining(before.reasons));
      }),
      { numRuns: 2000 },
    );
  });

  it('[GATE-5] passes only what a second, plainer reading of the rules would sell', () => {
    fc.assert(
      fc.property(situationArb, sanctionsArb, (situation, sanctions) => {
        const { slot, point, taken } = situation;
        if (!gate({ ...situation, lists: sampleLists(undefined, sanctions) }).pass) return;
        expect(slot).toMatchObject({ slot: 1, entry: sampleEntry.id });
        expect(sanctions.suspended || sanctions.products!.includes(slot!.entry)).toBe(false);
        expect(sanctions.suppliers).not.toContain(sampleEntry.supplier.creditCode);
        expect(sanctions.lots!.some((one) => one.lot === slot!.lot)).toBe(false);
        expect(slot!.priceFen >= 1000 && slot!.priceFen <= 2000).toBe(true);
        const today = new Date(situation.trustedNowMs + 8 * hourMs).toISOString().slice(0, 10);
        expect(slot!.madeOn <= today && today <= slot!.bestBefore).toBe(true);
        if (point !== 'load') expect(slot!.count > taken && !slot!.locked && !slot!.faulty).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
