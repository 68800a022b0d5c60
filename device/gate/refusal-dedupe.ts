// pure
// Which refusals become a journal line: a screen asks many times a second, a journal wants each change once (GATE-10).
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { ListVersions } from '@zhuangui/protocol/messages.ts';
import type { GatePoint } from '@zhuangui/protocol/units.ts';
import type { Slot } from '../planogram/slot.ts';
import type { GateDecision } from './gate.ts';

/** Slot number to what was last recorded for it at `show`. Starts empty with every start of the agent. */
export type SeenRefusals = ReadonlyMap<number, string>;

export interface Answered {
  point: GatePoint;
  slotNumber: number;
  /** What stands there, or was meant to. */
  slot: Pick<Slot, 'entry' | 'lot'> | undefined;
  decision: GateDecision;
}

/**
 * Whether to record, and what to remember. `load`, `pay` and `dispense` refusals are recorded always. That the board is
 * away is a fault of the counter (GATE-12): by itself it is no news about a slot.
 */
export function noteRefusal(seen: SeenRefusals, answered: Answered): { seen: SeenRefusals; record: boolean } {
  const { decision, point, slotNumber, slot } = answered;
  if (point !== 'show') return { seen, record: !decision.pass };
  const last = seen.get(slotNumber);
  const reasons = decision.pass ? [] : decision.reasons.filter((reason) => reason !== 'board-offline');
  const now = reasons.length === 0 ? undefined : JSON.stringify([slot?.entry, slot?.lot, reasons]);
  if (now === last) return { seen, record: false };
  const next = new Map(seen);
  if (now === undefined) next.delete(slotNumber);
  else next.set(slotNumber, now);
  return { seen: next, record: now !== undefined };
}

const noVersions: ListVersions = { root: 0, catalog: 0, withdrawals: 0, channels: 0, snapshot: 0 };

/** The journal line of a refusal; `lists` is undefined on a counter that never had any. */
export function refusedLine(
  answered: Answered & { decision: { pass: false } },
  lists: ListVersions | undefined,
  order?: string,
): LineBody {
  const { point, slotNumber, slot, decision } = answered;
  return {
    kind: 'refused',
    point,
    slot: slotNumber,
    ...(slot && { entry: slot.entry, lot: slot.lot }),
    ...(order !== undefined && { order }),
    reasons: decision.reasons,
    lists: { ...(lists ?? noVersions) },
  };
}
