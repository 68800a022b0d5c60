// pure
// Where goods could go: to what stands there already, or into an empty slot.
import type { Slot } from '../planogram/slot.ts';
import type { Around } from './restock-state.ts';

/** Lower is better. */
function rank(slot: Slot, entry: string | undefined, lot: string | null): number {
  const isSame = slot.entry === entry;
  if (slot.count > 0) {
    if (!isSame) return 9;
    return lot === null || slot.lot === lot ? 0 : 5;
  }
  return isSame ? 1 : 2;
}

const isFull = (slot: Slot): boolean => slot.count >= slot.capacity;

/**
 * Slots with the same entry and lot that have room, then empty ones (those that held the entry first), then those
 * whose other lot would have to come out first. Locked and faulty ones stand last among their equals.
 */
export function slotsFor(entry: string | undefined, lot: string | null, around: Around): number[] {
  const loaded = new Set(around.slots.map((slot) => slot.slot));
  const ranked = around.slots
    .filter((slot) => rank(slot, entry, lot) < 9 && !(isFull(slot) && rank(slot, entry, lot) === 0))
    .map((slot) => ({
      slot: slot.slot,
      rank: rank(slot, entry, lot),
      isOut: slot.locked !== undefined || slot.faulty !== undefined,
      room: slot.capacity - slot.count,
    }));
  const never = around.slotNumbers
    .filter((slot) => !loaded.has(slot))
    .map((slot) => ({ slot, rank: 3, isOut: false, room: 0 }));
  return [...ranked, ...never]
    .sort(
      (a, b) => a.rank - b.rank || Number(a.isOut) - Number(b.isOut) || b.room - a.room || a.slot - b.slot,
    )
    .map(({ slot }) => slot);
}
