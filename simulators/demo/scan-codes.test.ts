import { describe, expect, it } from 'vitest';
import { readScan } from '../../device/restock/scan.ts';
import { slotOfSample } from '../fleet/fleet-counter.ts';
import { sampleEntries } from '../samples/entries.ts';
import { samplePlanogram } from '../samples/planogram.ts';
import { entryToWithdraw, scanCodes } from './scan-codes.ts';

const today = '2026-11-24';
const entries = sampleEntries({ referenceDate: today });
const planogram = samplePlanogram(entries, 24, today).map(slotOfSample);
const codes = scanCodes(entries, planogram, today);
const about = (en: string) => readScan(codes.find((one) => one.en.includes(en))!.code, today);
const facts = (en: string) => {
  const reading = about(en);
  return reading.ok ? reading.facts : undefined;
};
const entryOf = (gtin: string | undefined) => entries.find(({ gtins }) => gtins.includes(gtin ?? ''));

describe('[DEMO-7] the codes of the simulated scanner are what they say', () => {
  it('one names goods, lot and dates of a slot that has room', () => {
    const read = facts('same lot')!;
    const slot = planogram.find(({ lot, entry }) => lot === read.lot && entry === entryOf(read.gtin)?.id)!;
    expect(read).toMatchObject({ madeOn: slot.madeOn, bestBefore: slot.bestBefore });
    expect(slot.count).toBeLessThan(slot.capacity);
  });

  it('one leaves lot and dates to the operator', () => {
    expect(facts('asks for lot')).toMatchObject({ lot: null, bestBefore: null });
    expect(entryOf(facts('asks for lot')?.gtin)).toBeDefined();
  });

  it('one is certified and stands in no slot, one is in no catalog', () => {
    const id = entryOf(facts('new to this counter')?.gtin)?.id;
    expect(id).toBeDefined();
    expect(planogram.map(({ entry }) => entry)).not.toContain(id);
    expect(entryOf(facts('not certified')?.gtin)).toBeUndefined();
  });

  it('one is withdrawn, and no counter of the demo sells it', () => {
    const withdrawn = entryToWithdraw(entries, today);
    expect(entryOf(facts('withdrawn')?.gtin)).toBe(withdrawn);
    const everywhere = samplePlanogram(entries, entries.length, today).map(({ entry }) => entry.id);
    expect(everywhere).not.toContain(withdrawn.id);
  });

  it('one is past its date, one is torn', () => {
    expect(facts('past its date')!.bestBefore! < today).toBe(true);
    expect(about('wrong check digit')).toEqual({ ok: false, problem: 'check-digit' });
  });
});
