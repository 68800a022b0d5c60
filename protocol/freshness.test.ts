import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freshnessAt, freshnessBounds, raiseFloor, trustedNow } from './freshness.ts';

const signedAtMs = 1_795_420_800_000;
const times = { signedAtMs, expiresAtMs: signedAtMs + freshnessBounds.redAfterMs };
const hourMs = 3_600_000;

describe('freshness', () => {
  it.each([
    [0, 'green'],
    [24 * hourMs - 1, 'green'],
    [24 * hourMs, 'amber'],
    [72 * hourMs - 1, 'amber'],
    [72 * hourMs, 'red'],
  ] as const)('[LIST-6] %d ms after signing is %s', (ageMs, expected) => {
    expect(freshnessAt(times, signedAtMs + ageMs)).toBe(expected);
  });

  it('[LIST-6] no lists are red, and so are lists that expire early', () => {
    expect(freshnessAt(undefined, signedAtMs)).toBe('red');
    expect(freshnessAt({ signedAtMs, expiresAtMs: signedAtMs + hourMs }, signedAtMs + hourMs)).toBe('red');
  });

  it('[LIST-5] no jump of the wall clock makes old lists fresher than the time that has certainly passed', () => {
    const ms = fc.integer({ min: 0, max: 400 * hourMs });
    fc.assert(
      fc.property(ms, fc.integer({ min: 0, max: 2 * signedAtMs }), (passedMs, wallMs) => {
        const now = trustedNow({ floorMs: signedAtMs, monotonicMs: 1000 }, wallMs, 1000 + passedMs);
        expect(now).toBeGreaterThanOrEqual(signedAtMs + passedMs);
      }),
    );
  });

  it('[LIST-5] the floor never goes down', () => {
    const step = fc.tuple(fc.integer({ min: 0, max: 2 * signedAtMs }), fc.nat(hourMs));
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let floor = { floorMs: 0, monotonicMs: 0 };
        for (const [certainMs, laterMs] of steps) {
          const next = raiseFloor(floor, certainMs, floor.monotonicMs + laterMs);
          expect(next.floorMs).toBeGreaterThanOrEqual(Math.max(floor.floorMs + laterMs, certainMs));
          floor = next;
        }
      }),
    );
  });
});
