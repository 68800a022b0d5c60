// pure
// A scan against the signed lists and the slots: may these goods come in, and where to?
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { GateReason } from '@zhuangui/protocol/units.ts';
import { refusedLine } from '../gate/refusal-dedupe.ts';
import type { Slot } from '../planogram/slot.ts';
import type { ScanView } from '../screens/operator-views.ts';
import type { Around } from './restock-state.ts';
import { gtinSpellings, readScan, type ScanFacts } from './scan.ts';
import { shownScan } from './scan-text.ts';
import { slotsFor } from './slots-for.ts';

export interface JudgedScan {
  view: ScanView;
  /** Why not, as lines; empty when nothing was refused. */
  lines: LineBody[];
}

const nothing = { gtin: null, lot: null, madeOn: null, bestBefore: null };

/** Reads and judges one scan; `operator` is named where the lines name a person. */
export function judgeScan(scan: string, operator: string, around: Around): JudgedScan {
  const reading = readScan(scan, around.today);
  const raw = shownScan(scan);
  const base = { raw, at: around.wallMs, candidates: [], reasons: [], slots: [] };
  if (!reading.ok) {
    const view: ScanView = { ...base, ...nothing, verdict: 'unreadable', problem: reading.problem };
    return { view, lines: [] };
  }
  const { facts } = reading;
  const entries = entriesOf(facts.gtin, around);
  if (entries.length === 0) return unknownGoods({ ...base, ...facts }, operator, around);
  return judgeEntries({ ...base, ...facts }, entries, facts, around);
}

type Base = Omit<ScanView, 'verdict'>;

/** Certified entries that carry this GTIN, however the catalog spells it. */
function entriesOf(gtin: string, { lists }: Around): Entry[] {
  const found = gtinSpellings(gtin).flatMap((one) => lists?.entriesByGtin(one) ?? []);
  return [...new Map(found.map((entry) => [entry.id, entry])).values()];
}

/** Where goods would have gone; a counter without any slot has none to name but the first. */
const firstOf = (slots: readonly number[], around: Around): number => slots[0] ?? around.slots[0]?.slot ?? 1;

/**
 * Nobody certified these goods, or this counter has no lists. The line names the slot they would have gone to: an
 * attempt has no other place.
 */
function unknownGoods(base: Base, operator: string, around: Around): JudgedScan {
  const { lists } = around;
  const reasons: GateReason[] = lists ? ['not-certified'] : ['no-lists'];
  const slots = slotsFor(undefined, null, around);
  const decision = { pass: false as const, reasons };
  const answered = { point: 'load' as const, slotNumber: firstOf(slots, around), slot: undefined, decision };
  const detail = `${base.gtin}: ${lists ? 'in no certified entry' : 'no lists to look it up in'}`;
  return {
    view: { ...base, verdict: lists ? 'unknown-goods' : 'refused', reasons },
    lines: [
      refusedLine(answered, lists?.versions),
      { kind: 'service', operator, action: 'scan-refused', detail },
    ],
  };
}

function judgeEntries(base: Base, entries: Entry[], facts: ScanFacts, around: Around): JudgedScan {
  const judged = entries.map((entry) => judgeEntry(entry, facts, around));
  // What the operator types is bounded by the entry, so the page has to know the bounds.
  const candidates = entries.map((entry) => {
    const { priceBand, shelfLifeDays } = entry;
    return { ...around.product(entry), priceBand, shelfLifeDays };
  });
  const [first] = judged as [Judged, ...Judged[]];
  const view = { ...base, candidates, slots: first.slots };
  if (judged.every(({ reasons }) => reasons.length > 0)) {
    const refused: ScanView = { ...view, verdict: 'refused', reasons: [...first.reasons] };
    return { view: refused, lines: first.line ? [first.line] : [] };
  }
  if (entries.length > 1) return { view: { ...view, verdict: 'needs-choice' }, lines: [] };
  const isWhole = facts.lot !== null && facts.madeOn !== null && facts.bestBefore !== null;
  return { view: { ...view, verdict: isWhole ? 'accepted' : 'needs-dates' }, lines: [] };
}

interface Judged {
  reasons: readonly GateReason[];
  slots: number[];
  line: LineBody | undefined;
}

/** Asks the gate about one entry with the scan's facts. */
function judgeEntry(entry: Entry, facts: ScanFacts, around: Around): Judged {
  const slots = slotsFor(entry.id, facts.lot, around);
  const proposed = proposedSlot(entry, facts, firstOf(slots, around), around);
  const { decision, lists } = around.ask(proposed);
  if (decision.pass) return { reasons: [], slots, line: undefined };
  const answered = { point: 'load' as const, slotNumber: proposed.slot, slot: proposed, decision };
  const line = refusedLine(answered, lists);
  if (facts.lot === null && 'lot' in line) delete line.lot;
  return { reasons: decision.reasons, slots, line };
}

/**
 * What the scan leaves open is taken as favourably as it can be: a no then is a no whatever the package says. The
 * operator types the rest, and the gate is asked again about that.
 */
function proposedSlot(entry: Entry, facts: ScanFacts, slot: number, around: Around): Slot {
  const { today, slots } = around;
  const madeOn =
    facts.madeOn ?? (facts.bestBefore !== null && facts.bestBefore < today ? facts.bestBefore : today);
  const bestBefore = facts.bestBefore ?? today;
  const { minFen, maxFen } = entry.priceBand;
  const priceFen = slots.find((one) => one.entry === entry.id)?.priceFen ?? minFen;
  const inBand = Math.min(Math.max(priceFen, minFen), maxFen);
  return {
    slot,
    entry: entry.id,
    lot: facts.lot ?? '?',
    madeOn,
    bestBefore,
    count: 1,
    capacity: 1,
    priceFen: inBand,
  };
}
