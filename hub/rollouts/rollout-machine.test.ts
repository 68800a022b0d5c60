import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupsOf } from './rollout-groups.ts';
import {
  type GroupCounts,
  type RolloutEvent,
  type RolloutRules,
  type RolloutState,
  stepRollout,
} from './rollout-machine.ts';

const rules: RolloutRules = { successPercent: 90, errorPercent: 5, watchMs: 1000, withinMs: 10_000 };
const begun: RolloutState = { phase: 'running', group: 0, groups: 3, groupSinceMs: 0, pausedWhy: null };
const counts = (change: Partial<GroupCounts>): GroupCounts => ({
  ...{ total: 100, pending: 0, sent: 0, ok: 0, failed: 0, missed: 0, alarmed: 0 },
  ...change,
});
const look = (change: Partial<GroupCounts>, nowMs: number, state = begun) =>
  stepRollout(state, { type: 'look', counts: counts(change) }, rules, nowMs);

describe('roll-out machine', () => {
  it('[ROLL-2] goes on when enough took it and it was watched long enough', () => {
    expect(look({ ok: 95, sent: 5 }, 500)).toBe(begun);
    expect(look({ ok: 95, sent: 5 }, 1000)).toMatchObject({ group: 1, groupSinceMs: 1000 });
    expect(look({ ok: 89, sent: 11 }, 5000)).toBe(begun);
    expect(look({ ok: 95, pending: 5 }, 1000)).toBe(begun);
    expect(look({ ok: 100 }, 1000, { ...begun, group: 2 })).toMatchObject({ phase: 'finished' });
  });

  it('[ROLL-3] pauses at once over the error threshold, and when too few answered in time', () => {
    expect(look({ ok: 94, failed: 6 }, 10)).toMatchObject({ phase: 'paused', pausedWhy: 'errors' });
    expect(look({ ok: 95, failed: 5 }, 10)).toBe(begun);
    expect(look({ ok: 95, failed: 3, alarmed: 3 }, 10)).toMatchObject({
      phase: 'paused',
      pausedWhy: 'alarms',
    });
    expect(look({ ok: 50, sent: 50 }, 10_000)).toMatchObject({ phase: 'paused', pausedWhy: 'too-slow' });
  });

  it('[ROLL-4] is paused, resumed, aborted and rolled back by people', () => {
    const at = (state: RolloutState, type: 'pause' | 'resume' | 'abort' | 'roll-back') =>
      stepRollout(state, { type }, rules, 77);
    const paused = at(begun, 'pause');
    expect(paused).toMatchObject({ phase: 'paused', pausedWhy: null });
    expect(look({ ok: 100 }, 99_999, paused)).toBe(paused);
    expect(at(paused, 'resume')).toMatchObject({ phase: 'running', groupSinceMs: 77 });
    const aborted = at(paused, 'abort');
    expect(at(aborted, 'resume')).toBe(aborted);
    const back = at(aborted, 'roll-back');
    expect(back.phase).toBe('rolling-back');
    expect(stepRollout(back, { type: 'given-back' }, rules, 78).phase).toBe('rolled-back');
  });

  it('[ROLL-2][ROLL-3] never enters a group past one that failed, whatever happens', () => {
    const anyCounts = fc
      .record({
        pending: fc.nat(30),
        sent: fc.nat(30),
        ok: fc.nat(200),
        failed: fc.nat(30),
        missed: fc.nat(30),
        alarmed: fc.nat(10),
      })
      .map((parts) => ({
        ...parts,
        total: parts.pending + parts.sent + parts.ok + parts.failed + parts.missed,
      }));
    const anyEvent: fc.Arbitrary<RolloutEvent> = fc.oneof(
      anyCounts.map((counts) => ({ type: 'look' as const, counts })),
      fc.constantFrom<RolloutEvent>({ type: 'pause' }, { type: 'resume' }, { type: 'abort' }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(anyEvent, fc.nat(20_000)), { maxLength: 40 }), (events) => {
        let state = begun;
        let nowMs = 0;
        for (const [event, later] of events) {
          nowMs += later;
          const after = stepRollout(state, event, rules, nowMs);
          if (after.group > state.group || (after.phase === 'finished' && state.phase !== 'finished')) {
            expect(event.type).toBe('look');
            if (event.type !== 'look') return;
            expect(event.counts.failed * 100).toBeLessThanOrEqual(rules.errorPercent * event.counts.total);
            expect(event.counts.ok * 100).toBeGreaterThanOrEqual(rules.successPercent * event.counts.total);
          }
          expect(after.group - state.group).toBeLessThanOrEqual(1);
          state = after;
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('roll-out groups', () => {
  const counters = Array.from({ length: 200 }, (_, n) => ({
    id: `c-${n}`,
    league: n < 20 ? '150200' : '150100',
    hostUnit: `u${n % 3}`,
  }));
  const sizes = (plan: Parameters<typeof groupsOf>[1], seed = 'r1') => {
    const bySize = new Map<number, number>();
    for (const { group } of groupsOf(counters, plan, seed)) bySize.set(group, (bySize.get(group) ?? 0) + 1);
    return [...bySize].sort(([a], [b]) => a - b).map(([, size]) => size);
  };

  it('[ROLL-1] cuts shares, always to the whole, the same each time and others for another number', () => {
    expect(sizes({ by: 'share', percents: [1, 10, 50] })).toEqual([2, 18, 80, 100]);
    expect(sizes({ by: 'share', percents: [100] })).toEqual([200]);
    const first = (seed: string) =>
      groupsOf(counters, { by: 'share', percents: [1] }, seed).filter(({ group }) => group === 0);
    expect(first('r1')).toEqual(first('r1'));
    expect(first('r1')).not.toEqual(first('r2'));
    expect(
      groupsOf(counters.slice(0, 2), { by: 'share', percents: [1, 10, 50] }, 'r').map(({ group }) => group),
    ).toEqual([0, 1]);
  });

  it('[ROLL-1] takes leagues and host units, smallest first', () => {
    expect(sizes({ by: 'league' })).toEqual([20, 180]);
    expect(sizes({ by: 'host-unit' })).toEqual([66, 67, 67]);
  });
});
