// pure
// The shelf as shown: by slot number, filtered by category, each slot with the words it needs.
import type { Category } from '@zhuangui/protocol/catalog.ts';
import type { GateReason } from '@zhuangui/protocol/units.ts';
import type { SlotView } from '../views.ts';

export const inOrder = (slots: readonly SlotView[]): SlotView[] => slots.toSorted((a, b) => a.slot - b.slot);

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
  'journal-not-writable',
];

export const isCalm = (reason: GateReason): boolean => calmReasons.includes(reason);
