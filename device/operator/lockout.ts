// pure
// Guessing PINs at a public screen is hopeless (OPR-3): five wrong tries, then a wait that doubles. All time here is
// time the counter was switched on: pulling the plug or setting the clock shortens nothing.

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

export const lockoutBounds = {
  triesMax: 5,
  firstMs: 15 * minuteMs,
  longestMs: dayMs,
  /** Switched on for so long without a try: what was wrong is forgotten, and the next wait is half as long. */
  quietMs: dayMs,
  /** How often a day a right PIN may take back its owner's wrong tries (OPR-4). */
  pardonsMax: 20,
} as const;

/** Doubling reaches a day by then. */
const roundsMax = 7;

export interface Lockout {
  /** Wrong tries since the last wait, by the person they were about. */
  wrong: Readonly<Record<string, number>>;
  /** Waits that were imposed and not yet outlived: each doubles the next. */
  rounds: number;
  /** What is left of the wait, milliseconds switched on. */
  lockedMs: number;
  /** Milliseconds switched on and not locked since the last try. */
  quietMs: number;
  pardons: number;
  /** Age of the day in which pardons are counted. */
  pardonDayMs: number;
}

export const noLockout: Lockout = {
  wrong: {},
  rounds: 0,
  lockedMs: 0,
  quietMs: 0,
  pardons: lockoutBounds.pardonsMax,
  pardonDayMs: 0,
};

/** What holds when the stored state cannot be read: whoever spoilt it waits. */
export const spoiltLockout: Lockout = {
  ...noLockout,
  rounds: 1,
  lockedMs: lockoutBounds.firstMs,
  pardons: 0,
};

export const wrongTries = (state: Lockout): number =>
  Object.values(state.wrong).reduce((sum, tries) => sum + tries, 0);

export const triesLeft = (state: Lockout): number =>
  state.lockedMs > 0 ? 0 : Math.max(0, lockoutBounds.triesMax - wrongTries(state));

/** Nothing that would have to be remembered. */
export const isClean = (state: Lockout): boolean =>
  state.lockedMs === 0 &&
  state.rounds === 0 &&
  wrongTries(state) === 0 &&
  state.pardons === noLockout.pardons;

/**
 * Counts a try about `who` as wrong before it is looked at (OPR-2). `admitted` false: not even looked at. `locks`: this
 * was the last one, and unless it turns out right everybody waits.
 */
export function countTry(
  before: Lockout,
  who: string,
): { state: Lockout; admitted: boolean; locks: boolean } {
  if (before.lockedMs > 0) return { state: before, admitted: false, locks: false };
  const wrong = { ...before.wrong, [who]: (before.wrong[who] ?? 0) + 1 };
  const counted = { ...before, wrong, quietMs: 0 };
  if (wrongTries(counted) < lockoutBounds.triesMax) return { state: counted, admitted: true, locks: false };
  return { state: locked(counted), admitted: true, locks: true };
}

function locked(state: Lockout): Lockout {
  const lockedMs = Math.min(lockoutBounds.firstMs * 2 ** state.rounds, lockoutBounds.longestMs);
  return { ...state, wrong: {}, lockedMs, rounds: Math.min(state.rounds + 1, roundsMax) };
}

/** The try counted on `before` was right: it was none, and its owner's wrong ones are taken back, within a bound. */
export function takeBack(before: Lockout, who: string): Lockout {
  const { [who]: own, ...wrong } = before.wrong;
  if (own === undefined || before.pardons === 0) return before;
  return { ...before, wrong, pardons: before.pardons - 1 };
}

/** So many milliseconds went by with the counter switched on. */
export function elapse(state: Lockout, ms: number): Lockout {
  if (!(ms > 0)) return state;
  const quiet = state.quietMs + Math.max(0, ms - state.lockedMs);
  const quietDays = Math.floor(quiet / lockoutBounds.quietMs);
  const pardonAge = state.pardonDayMs + ms;
  const isNewDay = pardonAge >= dayMs;
  return {
    wrong: quietDays > 0 ? {} : state.wrong,
    rounds: Math.max(0, state.rounds - quietDays),
    lockedMs: Math.max(0, state.lockedMs - ms),
    quietMs: quiet % lockoutBounds.quietMs,
    pardons: isNewDay ? lockoutBounds.pardonsMax : state.pardons,
    pardonDayMs: pardonAge % dayMs,
  };
}
