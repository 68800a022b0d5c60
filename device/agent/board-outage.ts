// pure
// A board that is away is one fault of the counter, not a refusal of every slot (GATE-12).
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';

/** Code of the fault line. */
export const boardOffline = 'board-offline';

/** The board is back only when it was there for so long: a loose plug is one fault, not one a second. */
const holdMs = 60_000;

export interface Outage {
  /** What the journal says. */
  isWritten: boolean;
  /** Monotonic milliseconds since which the board has been there; undefined while it is away. */
  onlineSinceMs: number | undefined;
}

/** The line that is due, if any, and what is to be remembered once it is committed. */
export function noteOutage(
  before: Outage,
  isOnline: boolean,
  nowMs: number,
): { outage: Outage; lines: LineBody[] } {
  const onlineSinceMs = isOnline ? (before.onlineSinceMs ?? nowMs) : undefined;
  const isBack = onlineSinceMs !== undefined && nowMs - onlineSinceMs >= holdMs;
  const isDue = before.isWritten ? isBack : !isOnline;
  if (!isDue) return { outage: { ...before, onlineSinceMs }, lines: [] };
  const active = !before.isWritten;
  const detail = active ? 'the board does not answer' : `the board has answered for ${holdMs / 1000} s`;
  return {
    outage: { isWritten: active, onlineSinceMs },
    lines: [{ kind: 'fault', code: boardOffline, active, detail }],
  };
}
