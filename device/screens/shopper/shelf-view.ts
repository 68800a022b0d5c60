// pure
// The shelf as shown: what can be bought first, sold out last, by slot number; filtered by category.
import type { Category } from '@zhuangui/protocol/catalog.ts';
import type { GateReason } from '@zhuangui/protocol/units.ts';
import type { SlotView } from '../views.ts';

/** For sale, then not for sale with something to say about it, then sold out. */
const rank = ({ forSale, reasons }: SlotView): number =>
  forSale ? 0 : reasons.length > 0 && reasons.every((reason) => reason === 'slot-empty') ? 2 : 1;

/** SCR-38: sold-out slots stand last. */
export const inOrder = (slots: readonly SlotView[]): SlotView[] =>
  slots.toSorted((a, b) => rank(a) - rank(b) || a.slot - b.slot);

/** Categories that stand on the shelf, most slots first; empty when choosing among them would not help. */
export function categoriesOf(slots: readonly SlotView[], fromSlots = 12): Category[] {
  if (slots.length <= fromSlots) return [];
  const counts = new Map<Category, number>();
  for (const { product } of slots) {
    if (product) counts.set(product.category, (counts.get(product.category) ?? 0) + 1);
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1]).map(([category]) => category);
  return sorted.length > 1 ? sorted : [];
}

/** Slots of a category; all of them when it is null or no longer there. */
export function inCategory(slots: readonly SlotView[], category: Category | null): SlotView[] {
  const chosen = slots.filter((slot) => slot.product?.category === category);
  return inOrder(chosen.length > 0 ? chosen : slots);
}

/** Nothing is wrong with the goods; they only cannot be handed out now. Everything else is a refusal, shown in red. */
const calmReasons: readonly GateReason[] = [
  'slot-empty',
  'slot-unknown',
  'slot-locked',
  'slot-faulty',
  'board-offline',
  'storage-nearly-full',
  'journal-not-writable',
];

export const isCalm = (reason: GateReason): boolean => calmReasons.includes(reason);
