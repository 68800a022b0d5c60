// The gate wired to the counter as it is at this moment: planogram, lists, trusted time, board and journal.
import type { ListVersions } from '@zhuangui/protocol/messages.ts';
import type { GatePoint } from '@zhuangui/protocol/units.ts';
import type { ListsView } from '../lists/lists-view.ts';
import type { Slot } from '../planogram/slot.ts';
import { type GateDecision, gate } from './gate.ts';

/** A decision together with what it was made about. */
export interface GateAnswer {
  decision: GateDecision;
  slot: Slot | undefined;
  /** Versions decided with; undefined without lists. */
  lists: ListVersions | undefined;
}

/** Asks the gate about a slot as it is now; `taken`: packages of it asked for earlier in the same order. */
export type GateSource = (
  point: Exclude<GatePoint, 'load'>,
  slotNumber: number,
  taken?: number,
) => GateAnswer;

/** Where the answers come from; each is read at the moment of the question. */
export interface GateParts {
  slot(slotNumber: number): Slot | undefined;
  lists(): ListsView | undefined;
  trustedNowMs(): number;
  boardOnline(): boolean;
  journalWritable(): boolean;
  /** CARE-1: the goods in this slot were too warm for too long. */
  tooWarm?(slotNumber: number): boolean;
  storageLow?(): boolean;
}

function circumstances(parts: GateParts) {
  return {
    lists: parts.lists(),
    trustedNowMs: parts.trustedNowMs(),
    boardOnline: parts.boardOnline(),
    journalWritable: parts.journalWritable(),
  };
}

/** Parts to a gate source; nothing is cached. */
export function createGateSource(parts: GateParts): GateSource {
  return (point, slotNumber, taken = 0) => {
    const slot = parts.slot(slotNumber);
    const now = circumstances(parts);
    const tooWarm = parts.tooWarm?.(slotNumber) ?? false;
    const storageLow = parts.storageLow?.() ?? false;
    const decision = gate({ point, slotNumber, slot, taken, tooWarm, storageLow, ...now });
    return { decision, slot, lists: now.lists?.versions };
  };
}

/** Asks whether `proposed` may be put into its slot (point `load`). Emptying a slot needs no permission. */
export function askLoad(parts: GateParts, proposed: Slot): GateAnswer {
  const now = circumstances(parts);
  const decision = gate({ point: 'load', slotNumber: proposed.slot, slot: proposed, ...now });
  return { decision, slot: proposed, lists: now.lists?.versions };
}
