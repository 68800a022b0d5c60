import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countTry,
  elapse,
  isClean,
  type Lockout,
  lockoutBounds,
  noLockout,
  takeBack,
  triesLeft,
  wrongTries,
} from './lockout.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Wrong tries about one person until the counter locks. */
function untilLocked(state: Lockout, who = '100'): { state: Lockout; tries: number } {
  let tries = 0;
  while (state.lockedMs === 0) {
    state = countTry(state, who).state;
    tries += 1;
  }
  return { state, tries };
}

describe('lockout', () => {
  it('[OPR-3] locks with the fifth wrong try, whoever it was about', () => {
    const four = ['100', '200', '300', 'nobody'].reduce(
      (state, who) => countTry(state, who).state,
      noLockout,
    );
    expect([triesLeft(four), four.lockedMs]).toEqual([1, 0]);
    const fifth = countTry(four, '100');
    expect(fifth).toMatchObject({ admitted: true, locks: true });
    expect([triesLeft(fifth.state), fifth.state.lockedMs]).toEqual([0, 15 * minuteMs]);
    expect(countTry(fifth.state, '100').admitted).toBe(false);
  });

  it('[OPR-3] doubles the wait up to a day', () => {
    let state = noLockout;
    const waits: number[] = [];
    for (let round = 0; round < 9; round++) {
      state = untilLocked(state).state;
      waits.push(state.lockedMs / minuteMs);
      state = elapse(state, state.lockedMs);
    }
    expect(waits).toEqual([15, 30, 60, 120, 240, 480, 960, 1440, 1440]);
  });

  it('[OPR-3] forgets after a quiet day, one doubling at a time', () => {
    let state = untilLocked(untilLocked(noLockout).state).state;
    state = elapse(state, state.lockedMs);
    state = untilLocked(state).state;
    expect(state.rounds).toBe(2);
    state = elapse(state, state.lockedMs + dayMs);
    expect([state.rounds, wrongTries(state)]).toEqual([1, 0]);
    expect(isClean(elapse(state, dayMs))).toBe(true);
  });

  it('[OPR-4] a right PIN takes back only what was wrong about its owner, and that within a bound', () => {
    let before = countTry(countTry(countTry(noLockout, '100').state, '100').state, '200').state;
    before = takeBack(before, '100');
    expect(before.wrong).toEqual({ 200: 1 });
    let state = noLockout;
    for (let index = 0; index < lockoutBounds.pardonsMax; index++)
      state = takeBack(countTry(state, '100').state, '100');
    expect(wrongTries(state)).toBe(0);
    state = takeBack(countTry(state, '100').state, '100');
    expect(wrongTries(state)).toBe(1);
    expect(takeBack(elapse(state, dayMs - 1), '100').wrong).toEqual({ 100: 1 });
  });

  it('time that went backwards is no time', () => {
    const { state } = untilLocked(noLockout);
    for (const ms of [-1, -dayMs, 0, Number.NaN]) expect(elapse(state, ms)).toBe(state);
  });

  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ do: fc.constant('guess' as const), who: fc.constantFrom('100', '200', 'x') }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('own' as const), who: fc.constantFrom('100', '200') }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(40 * minuteMs) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(2 * dayMs) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('wait-out' as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('cut' as const), lost: fc.nat(30_000) }) },
  );

  it('[OPR-3] at most 480 guesses in any day, and no wait is shortened, whatever is signed in, waited or unplugged', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 400 }), (steps) => {
        let state = noLockout;
        let onDisk = { state, atMs: 0 };
        let nowMs = 0;
        let lockedUntilMs = 0;
        const guesses: number[] = [];
        const pass = (ms: number) => {
          nowMs += ms;
          state = elapse(state, ms);
        };
        const save = () => {
          onDisk = { state, atMs: nowMs };
        };
        for (const one of steps) {
          if (one.do === 'wait') pass(one.ms);
          else if (one.do === 'wait-out') pass(state.lockedMs);
          else if (one.do === 'cut') {
            // What went by since the last save is lost; the true time is not.
            pass(one.lost);
            state = onDisk.state;
          } else {
            const before = state;
            const counted = countTry(before, one.who);
            if (!counted.admitted) continue;
            expect(nowMs).toBeGreaterThanOrEqual(lockedUntilMs);
            state = counted.state;
            if (one.do === 'own') state = takeBack(before, one.who);
            else {
              guesses.push(nowMs);
              if (counted.locks) lockedUntilMs = nowMs + state.lockedMs;
            }
            save();
          }
        }
        for (const [index, atMs] of guesses.entries()) {
          const inDay = guesses.slice(index).filter((other) => other < atMs + dayMs).length;
          expect(inDay).toBeLessThanOrEqual(480);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('[OPR-3] the most stubborn guesser, with a PIN of his own, stays far below 480 a day', () => {
    let state = noLockout;
    let nowMs = 0;
    const guesses: number[] = [];
    while (nowMs < 3 * dayMs) {
      if (state.lockedMs > 0) {
        nowMs += state.lockedMs;
        state = elapse(state, state.lockedMs);
      } else if (triesLeft(state) > 1 || state.pardons === 0) {
        state = countTry(state, '100').state;
        guesses.push(nowMs);
      } else state = takeBack(state, '100');
    }
    const worst = Math.max(
      ...guesses.map((atMs) => guesses.filter((one) => one >= atMs && one < atMs + dayMs).length),
    );
    expect(worst).toBeGreaterThan(40);
    expect(worst).toBeLessThan(240);
  });
});
