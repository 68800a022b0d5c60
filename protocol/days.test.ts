import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, dayOf, startOfDay } from './days.ts';

describe('days', () => {
  it('[DAY-1] a day begins at midnight in China, wherever the machine stands', () => {
    expect(dayOf(Date.UTC(2026, 10, 22, 15, 59, 59, 999))).toBe('2026-11-22');
    expect(dayOf(Date.UTC(2026, 10, 22, 16))).toBe('2026-11-23');
    expect(startOfDay('2026-11-23')).toBe(Date.UTC(2026, 10, 22, 16));
  });

  it('[DAY-1] counts over months and leap days', () => {
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  });

  it('[DAY-1] names every day as the calendar does, and throws for a moment that is none', () => {
    const byCalendar = (atMs: number) => new Date(atMs + 8 * 3_600_000).toISOString().slice(0, 10);
    for (let day = -800_000; day < 3_000_000; day += 1_997)
      expect(dayOf(day * 86_400_000)).toBe(byCalendar(day * 86_400_000));
    const moments = fc.integer({ min: -62_167_300_000_000, max: 253_402_400_000_000 });
    fc.assert(fc.property(moments, (atMs) => dayOf(atMs) === byCalendar(atMs)));
    expect(() => dayOf(Number.NaN)).toThrow(RangeError);
  });

  it('[DAY-1] every moment lies in its own day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (atMs) => {
        const start = startOfDay(dayOf(atMs));
        expect(atMs - start).toBeGreaterThanOrEqual(0);
        expect(atMs - start).toBeLessThan(86_400_000);
      }),
    );
  });
});
