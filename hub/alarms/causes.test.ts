import { describe, expect, it } from 'vitest';
import { type CounterSight, sightCauses } from './causes.ts';

const sight: CounterSight = { counter: 'c-0001', online: true, sinceMs: 0, freshness: 'green' };
const codes = (change: Partial<CounterSight>) => sightCauses({ ...sight, ...change }).map(({ code }) => code);

describe('what is wrong with a counter in service', () => {
  it.each([
    [{ slots: 10, empty: 4, expiring: 0 }, []],
    [{ slots: 10, empty: 5, expiring: 0 }, ['stock-empty']],
    [{ slots: 10, empty: 0, expiring: 1 }, ['stock-expiring']],
    [{ slots: 3, empty: 2, expiring: 1 }, ['stock-empty', 'stock-expiring']],
    // Nothing is known of its slots: no share of nothing.
    [{ slots: 0, empty: 0, expiring: 0 }, []],
  ])('[STK-4] slots %o raise %o', (level, expected) => {
    expect(codes({ level })).toEqual(expected);
  });

  it('[STK-4] the alarm says how many slots, and waits for the operator who is at it', () => {
    const [cause] = sightCauses({ ...sight, level: { slots: 8, empty: 6, expiring: 0 } });
    expect(cause).toMatchObject({ counter: 'c-0001', severity: 'warning', detail: '6 of 8 slots are empty' });
    expect(cause!.raiseAfterMs).toBe(10 * 60_000);
  });

  it('[ALM-2] offline and old lists are causes beside it', () => {
    expect(codes({})).toEqual([]);
    expect(codes({ online: false, freshness: 'red' })).toEqual(['offline', 'freshness-red']);
    expect(codes({ freshness: 'amber' })).toEqual(['freshness-amber']);
  });
});
