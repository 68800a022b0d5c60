// pure
// What changed at a counter that nobody touched: freshness, shelf lives, sanctions, the health of board and slots.
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import type { Freshness } from '@zhuangui/protocol/units.ts';
import { noteRefusal, refusedLine, type SeenRefusals } from '../gate/refusal-dedupe.ts';
import type { CounterState } from './agent-views.ts';
import { noteOutage, type Outage } from './board-outage.ts';

/** What was last written down. */
export interface Seen {
  freshness: Freshness;
  refusals: SeenRefusals;
  outage: Outage;
}

export interface Sight extends Pick<CounterState, 'freshness' | 'lists' | 'slots'> {
  /** LIST-5, wall time in milliseconds. */
  timeFloor: number;
  boardOnline: boolean;
  /** Monotonic milliseconds. */
  nowMs: number;
}

/** The lines that what is seen now deserves, and what is to be remembered once they are committed (GATE-10). */
export function lookAt(before: Seen, sight: Sight): { seen: Seen; lines: LineBody[]; isNew: boolean } {
  const { freshness, lists, slots, timeFloor } = sight;
  const { outage, lines } = noteOutage(before.outage, sight.boardOnline, sight.nowMs);
  if (freshness !== before.freshness && lists) lines.push({ kind: 'freshness', freshness, timeFloor });
  let { refusals } = before;
  for (const { slot, decision } of slots) {
    const answered = { point: 'show' as const, slotNumber: slot.slot, slot, decision };
    const noted = noteRefusal(refusals, answered);
    refusals = noted.seen;
    if (noted.record && !decision.pass) lines.push(refusedLine({ ...answered, decision }, lists?.versions));
  }
  const isNew = freshness !== before.freshness || refusals !== before.refusals;
  return { seen: { freshness, refusals, outage }, lines, isNew };
}
