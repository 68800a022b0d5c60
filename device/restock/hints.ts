// pure
// What an operator should do in which slot: first expired, first out (RST-12).
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import type { ListsView } from '../lists/lists-view.ts';
import type { Slot } from '../planogram/slot.ts';
import type { SlotHint, SlotHintKind } from '../screens/operator-views.ts';
import { daysLeft, expiresSoon, lastDayOfSale } from './last-day.ts';

export interface HintGround {
  slots: readonly Slot[];
  lists: ListsView | undefined;
  /** YYYY-MM-DD, trusted. */
  today: string;
  tooWarm(slot: number): boolean;
}

const order: readonly SlotHintKind[] = [
  'remove-withdrawn',
  'remove-expired',
  'remove-warm',
  'expires-soon',
  'sell-first',
  'refill',
];

/** Product, lot or supplier is under sanction. That an entry is missing says less: its list may be incomplete. */
function isSanctioned(slot: Slot, entry: Entry | undefined, lists: ListsView | undefined): boolean {
  if (!lists) return false;
  if (lists.productWithdrawal(slot.entry) || lists.lotWithdrawal(slot.entry, slot.lot)) return true;
  return entry !== undefined && lists.blacklisting(entry.supplier.creditCode) !== undefined;
}

/** Another slot has goods of the same entry that may be sold for longer. */
function isFirstOfSeveral(slot: Slot, entry: Entry | undefined, slots: readonly Slot[]): boolean {
  const last = lastDayOfSale(slot, entry);
  const others = slots.filter((one) => one.slot !== slot.slot && one.entry === slot.entry && one.count > 0);
  const lasts = others.map((one) => lastDayOfSale(one, entry));
  return lasts.some((other) => other > last) && lasts.every((other) => other >= last);
}

function kindsFor(slot: Slot, entry: Entry | undefined, ground: HintGround): SlotHintKind[] {
  const { lists, today, slots } = ground;
  const left = daysLeft(slot, entry, today);
  const kinds = new Set<SlotHintKind>();
  if (slot.count > 0) {
    if (isSanctioned(slot, entry, lists)) kinds.add('remove-withdrawn');
    if (left === null || left < 0) kinds.add('remove-expired');
    if (ground.tooWarm(slot.slot)) kinds.add('remove-warm');
    // What has to come out needs no further advice.
    if (kinds.size > 0) return [...kinds];
    if (expiresSoon(slot, entry, today)) kinds.add('expires-soon');
    if (isFirstOfSeveral(slot, entry, slots)) kinds.add('sell-first');
  }
  if (slot.count < slot.capacity) kinds.add('refill');
  return [...kinds];
}

/** Most urgent first; within a kind the fewest days, then the most room. */
export function hintsFor(ground: HintGround): SlotHint[] {
  const hints = ground.slots.flatMap((slot) => {
    const entry = ground.lists?.entry(slot.entry);
    const days = slot.count > 0 ? daysLeft(slot, entry, ground.today) : null;
    const room = Math.max(0, slot.capacity - slot.count);
    return kindsFor(slot, entry, ground).map((kind) => ({ slot: slot.slot, kind, days, room }));
  });
  const rank = (hint: SlotHint) => order.indexOf(hint.kind);
  const urgency = (hint: SlotHint) => (hint.kind === 'refill' ? -hint.room : (hint.days ?? -Infinity));
  return hints.sort((a, b) => rank(a) - rank(b) || urgency(a) - urgency(b) || a.slot - b.slot);
}
