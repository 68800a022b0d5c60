import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ColdBefore,
  coldBefore,
  coldHoldMs,
  isUnread,
  readingGapMs,
  sampled,
  startCold,
  warmForMs,
} from './cold-chain.ts';

const rule = { maxC: 8, forMs: 1_800_000 };
const nothing: ColdBefore = { warmSinceMs: undefined, readMs: 0 };
const minute = 60_000;
/** Readings as [minute, celsius]; the state after them. */
const after = (readings: [number, number | null][], before = nothing) =>
  readings.reduce((state, [at, celsius]) => sampled(state, celsius, rule, at * minute), startCold(before, 0));

describe('cold chain', () => {
  it('[CARE-1] counts from the last reading that was cold, and goes on while nothing cold is read', () => {
    const state = after([
      [0, 5],
      [1, 9],
      [2, 9],
    ]);
    expect(warmForMs(state, 2 * minute)).toBe(2 * minute);
    expect(warmForMs(state, 40 * minute)).toBe(40 * minute);
    expect(warmForMs(after([[0, 8]]), 99 * minute)).toBe(0);
  });

  it('[CARE-3] a dip shorter than a minute ends nothing, a minute of cold does', () => {
    const dip = after([
      [0, 5],
      [1, 9],
      [2, 7],
      [2.5, 9],
    ]);
    expect(warmForMs(dip, 3 * minute)).toBe(3 * minute);
    const cold = after([
      [1, 9],
      [2, 7],
      [2 + coldHoldMs / minute, 7],
    ]);
    expect(warmForMs(cold, 3 * minute)).toBe(0);
  });

  it('[CARE-2] a gap that ends warm was warm, one that ends cold was not', () => {
    const gap = (celsius: number) =>
      after([
        [0, 5],
        [300, celsius],
      ]);
    expect(warmForMs(gap(9), 300 * minute)).toBe(300 * minute);
    expect(warmForMs(gap(5), 300 * minute)).toBe(0);
  });

  it('[CARE-2] the time switched off counts when the first reading is warm', () => {
    const clock = { wallMs: 10_000_000, monotonicMs: 500 };
    const off = coldBefore({ warmSinceAtMs: undefined, readAtMs: 10_000_000 - 20 * minute }, clock);
    const at = (celsius: number, before: ColdBefore) =>
      warmForMs(sampled(startCold(before, 500), celsius, rule, 500), 500);
    expect([at(9, off), at(5, off)]).toEqual([20 * minute, 0]);
    const spell = coldBefore(
      { warmSinceAtMs: 10_000_000 - 30 * minute, readAtMs: 10_000_000 - 20 * minute },
      clock,
    );
    expect([at(9, spell), at(5, spell)]).toEqual([30 * minute, 0]);
  });

  it('[CARE-2] a clock behind what has passed cannot tell how long it was: long enough', () => {
    const before = coldBefore(
      { warmSinceAtMs: undefined, readAtMs: 10_000_000 },
      { wallMs: 1_000, monotonicMs: 0 },
    );
    expect(warmForMs(sampled(startCold(before, 0), 9, rule, 0), 0)).toBe(rule.forMs);
    const first = coldBefore(
      { warmSinceAtMs: undefined, readAtMs: undefined },
      { wallMs: 1_000, monotonicMs: 0 },
    );
    expect(warmForMs(sampled(startCold(first, 0), 9, rule, 0), 0)).toBe(0);
  });

  it('[CARE-3] silence is not warmth; it is told after ten minutes', () => {
    const state = after([
      [0, 5],
      [5, null],
    ]);
    expect([isUnread(state, readingGapMs - 1), isUnread(state, readingGapMs)]).toEqual([false, true]);
    expect(warmForMs(state, 10 * readingGapMs)).toBe(0);
    expect(isUnread(startCold(nothing, 0), readingGapMs)).toBe(true);
  });

  it('[CARE-1] goods that came during a warm spell count from when they came', () => {
    const state = after([
      [0, 5],
      [1, 9],
    ]);
    expect(warmForMs(state, 40 * minute, 30 * minute)).toBe(10 * minute);
  });

  it('[CARE-1, CARE-2] whatever is read: warm readings alone for the whole time are never forgotten', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 9, max: 40 }), { minLength: 1, maxLength: 60 }), (warm) => {
        const state = after(warm.map((celsius, at) => [at + 1, celsius]));
        return warmForMs(state, (warm.length + 1) * minute) >= warm.length * minute;
      }),
    );
  });
});
