// The planogram in memory, as the gate and the screens ask it.
import type { Line } from '@zhuangui/protocol/journal-lines.ts';
import { applyLine, type SlotRecords, slotOfRecord } from './apply-line.ts';
import type { Slot } from './slot.ts';

export interface Planogram {
  slot(slotNumber: number): Slot | undefined;
  /** Loaded slots in order of their numbers. */
  slots(): Slot[];
  /** Follows committed lines; a line that was already followed (same or lower seq) is ignored. */
  apply(lines: readonly Line[]): void;
}

/** Starts from what the table held when the journal stood at `seq`. */
export function createPlanogram(loaded: SlotRecords, seq: number): Planogram {
  let records = loaded;
  let followed = seq;
  /** Asked for with every change of anything, changed by few lines. */
  let shown: { of: SlotRecords; slots: Map<number, Slot> } | undefined;
  function now(): Map<number, Slot> {
    if (shown?.of !== records) {
      const slots = [...records.values()].map(slotOfRecord).filter((slot) => slot !== undefined);
      slots.sort((a, b) => a.slot - b.slot);
      shown = { of: records, slots: new Map(slots.map((slot) => [slot.slot, slot])) };
    }
    return shown.slots;
  }
  return {
    slot: (slotNumber) => now().get(slotNumber),
    slots: () => [...now().values()],
    apply(lines) {
      for (const line of lines) {
        if (line.seq <= followed) continue;
        records = applyLine(records, line);
        followed = line.seq;
      }
    },
  };
}
