// pure
// Alarms with hold-down: a cause that comes and goes is one alarm, not a hundred.
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';

/** Something that is wrong at this moment. */
export interface Cause {
  code: string;
  detail: string;
  /** Shortest time for which this cause is held, when it is longer than the setting. */
  holdMs?: number;
}

interface Watch {
  isPresent: boolean;
  /** Monotonic milliseconds since which it is there or away. */
  sinceMs: number;
  /** How often it came since it was last away for good. */
  times: number;
  holdMs: number;
  detail: string;
}

export type AlarmState = ReadonlyMap<string, Watch>;
export const noAlarms: AlarmState = new Map();

/** A cause that came so often without ever lasting is raised as unsteady. */
export const unsteadyTimes = 10;

/**
 * CARE-6: the lines that are due now. `active`: codes of alarms the journal says are raised. What is returned as
 * state may be kept whether or not the lines could be written: they stay due.
 */
export function stepAlarms(
  state: AlarmState,
  causes: readonly Cause[],
  active: ReadonlySet<string>,
  nowMs: number,
  holdMs: number,
): { state: AlarmState; lines: LineBody[] } {
  const present = new Map(causes.map((cause) => [cause.code, cause]));
  const next = new Map<string, Watch>();
  const lines: LineBody[] = [];
  for (const code of new Set([...state.keys(), ...present.keys(), ...active])) {
    const watch = watched(state.get(code), present.get(code), nowMs, holdMs);
    const line = dueLine(code, watch, active.has(code), nowMs);
    if (line) lines.push(line);
    const isOver = !watch.isPresent && nowMs - watch.sinceMs >= watch.holdMs && !active.has(code);
    if (!isOver) next.set(code, watch);
  }
  return { state: next, lines };
}

function watched(
  before: Watch | undefined,
  cause: Cause | undefined,
  nowMs: number,
  settingMs: number,
): Watch {
  const isPresent = cause !== undefined;
  const holdMs = Math.max(settingMs, cause?.holdMs ?? 0);
  const detail = cause?.detail ?? before?.detail ?? '';
  if (!before) return { isPresent, sinceMs: nowMs, times: isPresent ? 1 : 0, holdMs, detail };
  if (before.isPresent === isPresent) return { ...before, holdMs: cause ? holdMs : before.holdMs, detail };
  const times = before.times + (isPresent ? 1 : 0);
  return { isPresent, sinceMs: nowMs, times, holdMs: cause ? holdMs : before.holdMs, detail };
}

function dueLine(code: string, watch: Watch, isActive: boolean, nowMs: number): LineBody | undefined {
  const hasLasted = nowMs - watch.sinceMs >= watch.holdMs;
  const { detail, times, isPresent } = watch;
  if (!isActive && isPresent && (hasLasted || times >= unsteadyTimes)) {
    const often = times > 1 ? ` (came ${times} times)` : '';
    return { kind: 'fault', code, active: true, detail: `${detail.slice(0, 270)}${often}` };
  }
  if (isActive && !isPresent && hasLasted) {
    return { kind: 'fault', code, active: false, detail: `away for ${Math.round(watch.holdMs / 1000)} s` };
  }
  return undefined;
}
