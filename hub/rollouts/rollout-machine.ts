// pure
// When a roll-out goes on to its next group, and when it stops by itself (ROLL-2, ROLL-3, ROLL-4).

export interface RolloutRules {
  /** Share of a group's counters, 0 to 100, that must have taken the change. */
  successPercent: number;
  /** Share of a group's counters, 0 to 100, that may fail. */
  errorPercent: number;
  /** A group is watched for at least this long. */
  watchMs: number;
  /** The success share must be reached within this time. */
  withinMs: number;
}

export type Phase = 'running' | 'paused' | 'finished' | 'aborted' | 'rolling-back' | 'rolled-back';

export interface RolloutState {
  phase: Phase;
  /** From 0. */
  group: number;
  groups: number;
  /** Wall time at which the group began, or went on after a pause. */
  groupSinceMs: number;
  /** Why it paused by itself; null: nobody, or a person, paused it. */
  pausedWhy: PauseReason | null;
}
export type PauseReason = 'errors' | 'alarms' | 'too-slow';

/** How the counters of the group at hand stand. */
export interface GroupCounts {
  total: number;
  /** Not told yet. */
  pending: number;
  /** Told, no answer yet. */
  sent: number;
  ok: number;
  /** Refused, or nobody knows how far it came. */
  failed: number;
  /** Answered that it came too late. */
  missed: number;
  /** Counters with a critical alarm since the group began. */
  alarmed: number;
}

export type RolloutEvent =
  | { type: 'look'; counts: GroupCounts }
  | { type: 'pause' }
  | { type: 'resume' }
  | { type: 'abort' }
  | { type: 'roll-back' }
  /** Rolling back: nobody is left who was told of the change and not of its end. */
  | { type: 'given-back' };

const shareOf = (part: number, total: number) => (total === 0 ? 0 : (part * 100) / total);

/** The state after an event; the same object when nothing changes. */
export function stepRollout(
  state: RolloutState,
  event: RolloutEvent,
  rules: RolloutRules,
  nowMs: number,
): RolloutState {
  switch (event.type) {
    case 'look':
      return state.phase === 'running' ? look(state, event.counts, rules, nowMs) : state;
    case 'pause':
      return state.phase === 'running' ? { ...state, phase: 'paused', pausedWhy: null } : state;
    case 'resume':
      return state.phase === 'paused'
        ? { ...state, phase: 'running', pausedWhy: null, groupSinceMs: nowMs }
        : state;
    case 'abort':
      return isOpen(state) ? { ...state, phase: 'aborted' } : state;
    case 'roll-back':
      return state.phase === 'rolling-back' || state.phase === 'rolled-back'
        ? state
        : { ...state, phase: 'rolling-back' };
    case 'given-back':
      return state.phase === 'rolling-back' ? { ...state, phase: 'rolled-back' } : state;
  }
}

export const isOpen = ({ phase }: Pick<RolloutState, 'phase'>): boolean =>
  phase === 'running' || phase === 'paused';

function look(state: RolloutState, counts: GroupCounts, rules: RolloutRules, nowMs: number): RolloutState {
  const pause = (pausedWhy: PauseReason): RolloutState => ({ ...state, phase: 'paused', pausedWhy });
  if (shareOf(counts.failed, counts.total) > rules.errorPercent) return pause('errors');
  if (shareOf(counts.failed + counts.alarmed, counts.total) > rules.errorPercent) return pause('alarms');
  const ageMs = nowMs - state.groupSinceMs;
  const isEnough = counts.total === 0 || shareOf(counts.ok, counts.total) >= rules.successPercent;
  if (isEnough && counts.pending === 0 && ageMs >= rules.watchMs) return next(state, nowMs);
  return !isEnough && ageMs >= rules.withinMs ? pause('too-slow') : state;
}

function next(state: RolloutState, nowMs: number): RolloutState {
  if (state.group + 1 >= state.groups) return { ...state, phase: 'finished' };
  return { ...state, group: state.group + 1, groupSinceMs: nowMs };
}
