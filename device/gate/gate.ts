// pure
// The gate: may this item be loaded, shown, paid for, dispensed, now? Every reason against it, in the order of
// `gateReasons` (rules GATE-1 to GATE-9, docs/rules/gate.md).
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import { addDays, dayOf } from '@zhuangui/protocol/days.ts';
import { freshnessAt } from '@zhuangui/protocol/freshness.ts';
import type { Permit } from '@zhuangui/protocol/journal-lines.ts';
import { type GatePoint, type GateReason, gateReasons } from '@zhuangui/protocol/units.ts';
import type { ListsView } from '../lists/lists-view.ts';
import type { Slot } from '../planogram/slot.ts';

export interface GateQuestion {
  point: GatePoint;
  slotNumber: number;
  /** What stands in the slot; for `load` what an operator wants to put there; undefined: nothing was ever loaded. */
  slot: Slot | undefined;
  /** Packages of this slot that the same order asked for before this one (GATE-8). */
  taken?: number;
  lists: ListsView | undefined;
  /** Never earlier than the signed times say (LIST-5), wall milliseconds. */
  trustedNowMs: number;
  boardOnline: boolean;
  journalWritable: boolean;
  /** The goods in this slot were warmer than they may be, for longer than they may be (CARE-1). */
  tooWarm?: boolean;
  /** So little room on the disk that a sale begun now might not be written to its end. */
  storageLow?: boolean;
}

export type GateDecision = { pass: true; permit: Permit } | { pass: false; reasons: GateReason[] };

/** Collects reasons; asked once per decision. */
type Say = (reason: GateReason, holds: boolean) => void;

const rank = new Map(gateReasons.map((reason, index) => [reason, index]));

/** Decides; never throws, whatever the slot or the lists hold. All reasons that hold are named (GATE-2). */
export function gate(question: GateQuestion): GateDecision {
  const reasons: GateReason[] = [];
  const say: Say = (reason, holds) => {
    if (holds) reasons.push(reason);
  };
  const { slot, lists } = question;
  const entry = slot && lists?.entry(slot.entry);
  askLists(question, say);
  askSlot(question, say);
  if (slot && lists) askGoods(question, slot, lists, entry, say);
  if (slot) askLot(question, slot, entry, say);
  askCondition(question, say);
  if (reasons.length === 0 && slot && lists && entry) {
    return { pass: true, permit: permitOf(slot, lists, entry, question.trustedNowMs) };
  }
  reasons.sort((a, b) => rank.get(a)! - rank.get(b)!);
  return { pass: false, reasons };
}

/** GATE-3: lists must be there and fresh, and this channel not suspended. Amber sells, red does not. */
function askLists({ lists, trustedNowMs }: GateQuestion, say: Say): void {
  say('no-lists', !lists);
  if (!lists) return;
  say('lists-too-old', freshnessAt(lists.times, trustedNowMs) === 'red');
  say('channel-suspended', lists.suspension !== undefined);
}

/** GATE-4: the slot's health matters to a sale; loading is how a slot becomes healthy again. */
function askSlot(question: GateQuestion, say: Say): void {
  const { slot, taken = 0 } = question;
  say('slot-unknown', !slot || slot.slot !== question.slotNumber);
  if (question.point === 'load') return;
  say('board-offline', !question.boardOnline);
  if (!slot) return;
  say('slot-empty', !(slot.count - taken > 0));
  say('slot-locked', slot.locked !== undefined);
  say('slot-faulty', slot.faulty !== undefined);
}

/** GATE-5: certified, neither product nor lot nor supplier under sanction, price within the certified band. */
function askGoods(
  question: GateQuestion,
  slot: Slot,
  lists: ListsView,
  entry: Entry | undefined,
  say: Say,
): void {
  say('not-certified', !entry);
  say('product-withdrawn', lists.productWithdrawal(slot.entry) !== undefined);
  say('lot-withdrawn', lists.lotWithdrawal(slot.entry, slot.lot) !== undefined);
  if (!entry) return;
  const today = dayOf(question.trustedNowMs);
  say('certificate-not-yet-valid', !(today >= entry.certificate.validFrom));
  say('certificate-expired', !(today <= entry.certificate.validUntil));
  say('supplier-blacklisted', lists.blacklisting(entry.supplier.creditCode) !== undefined);
  const { minFen, maxFen } = entry.priceBand;
  say('price-outside-band', !(slot.priceFen >= minFen && slot.priceFen <= maxFen));
}

/** GATE-6, GATE-7: the last day of sale is the printed one or the certified shelf life, whichever is earlier. */
function askLot(question: GateQuestion, slot: Slot, entry: Entry | undefined, say: Say): void {
  const today = dayOf(question.trustedNowMs);
  say('made-in-future', slot.madeOn > today);
  const certifiedLast = entry && lastDay(slot.madeOn, entry.shelfLifeDays);
  const pastPrinted = !(today <= slot.bestBefore);
  const pastCertified = entry !== undefined && !(certifiedLast !== undefined && today <= certifiedLast);
  const overstated = certifiedLast !== undefined && slot.bestBefore > certifiedLast;
  say('lot-expired', pastPrinted || pastCertified || (question.point === 'load' && overstated));
}

/** GATE-14: warm goods are never sold; on a nearly full disk nothing new begins, but what is paid for is finished. */
function askCondition({ point, tooWarm, storageLow, journalWritable }: GateQuestion, say: Say): void {
  say('too-warm', tooWarm === true && point !== 'load');
  say('storage-nearly-full', storageLow === true && (point === 'show' || point === 'pay'));
  say('journal-not-writable', !journalWritable);
}

/** The last day within the certified shelf life; undefined for a day that no calendar has. */
function lastDay(madeOn: string, shelfLifeDays: number): string | undefined {
  return Number.isNaN(Date.parse(`${madeOn}T00:00:00Z`)) ? undefined : addDays(madeOn, shelfLifeDays);
}

/** On what grounds the gate let it pass (GATE-9). */
function permitOf(slot: Slot, lists: ListsView, entry: Entry, trustedNowMs: number): Permit {
  return {
    entry: entry.id,
    lot: slot.lot,
    certificate: entry.certificate.number,
    catalogVersion: lists.versions.catalog,
    withdrawalsVersion: lists.versions.withdrawals,
    channelsVersion: lists.versions.channels,
    freshness: freshnessAt(lists.times, trustedNowMs),
    priceBand: { ...entry.priceBand },
    lists: lists.hash,
  };
}
