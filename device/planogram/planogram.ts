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
  return {
    slot: (slotNumber) => slotOfRecord(records.get(slotNumber)),
    slots: () =>
      [...records.values()]
        .map(slotOfRecord)
        .filter((slot) => slot !== undefined)
        .sort((a, b) => a.slot - b.slot),
    apply(lines) {
      for (const line of lines) {
        if (line.seq <= followed) continue;
        records = applyLine(records, line);
        followed = line.seq;
      }
    },
  };
}
