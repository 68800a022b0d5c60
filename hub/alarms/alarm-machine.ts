// pure
// ALM-1: from what is wrong at this moment to alarms raised and cleared. What comes and goes is held down.

export const severities = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** Something that is wrong at this moment. */
export interface Cause {
  counter: string;
  /** `offline`, `freshness-red`, `fault-door-open`, `ticket-taken-unpaid` … */
  code: string;
  severity: Severity;
  detail: string;
  /** Raised after it has lasted so long, cleared after it has been away so long. */
  raiseAfterMs: number;
  clearAfterMs: number;
}

export interface Watch {
  cause: Cause;
  isPresent: boolean;
  /** Since when it is there or away. */
  sinceMs: number;
}

export type Watches = ReadonlyMap<string, Watch>;

export interface Step {
  watches: Watches;
  /** Causes that have lasted, with their begin. */
  raise: { cause: Cause; sinceMs: number }[];
  /** Keys of open alarms whose cause stayed away. */
  clear: string[];
}

export const keyOf = ({ counter, code }: { counter: string; code: string }): string => `${counter} ${code}`;

/**
 * One look at the fleet. `open`: keys of the alarms that stand open, with the time for which their cause must stay
 * away. Times are wall time; a clock that was set back only makes a hold longer.
 */
export function stepAlarms(
  before: Watches,
  causes: readonly Cause[],
  open: ReadonlyMap<string, number>,
  nowMs: number,
): Step {
  const watches = new Map<string, Watch>();
  const raise: Step['raise'] = [];
  const clear: string[] = [];
  for (const cause of causes) {
    const key = keyOf(cause);
    const known = before.get(key);
    const sinceMs = known?.isPresent ? known.sinceMs : nowMs;
    watches.set(key, { cause, isPresent: true, sinceMs });
    if (!open.has(key) && nowMs - sinceMs >= cause.raiseAfterMs) raise.push({ cause, sinceMs });
  }
  for (const [key, clearAfterMs] of open) {
    if (watches.has(key)) continue;
    const known = before.get(key);
    const awaySinceMs = known && !known.isPresent ? known.sinceMs : nowMs;
    if (nowMs - awaySinceMs >= clearAfterMs) clear.push(key);
    else if (known) watches.set(key, { ...known, isPresent: false, sinceMs: awaySinceMs });
    else watches.set(key, { cause: goneCause(key), isPresent: false, sinceMs: awaySinceMs });
  }
  return { watches, raise, clear };
}

/** The hub was started anew and the cause is not there any more: only its absence is watched. */
function goneCause(key: string): Cause {
  const [counter = '', code = ''] = key.split(' ');
  return { counter, code, severity: 'info', detail: '', raiseAfterMs: 0, clearAfterMs: 0 };
}
