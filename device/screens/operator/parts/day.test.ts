import { describe, expect, it } from 'vitest';
import { dayOf, lastDay, shownDay } from './day.ts';

describe('a typed day', () => {
  it('is a day of the calendar or nothing', () => {
    expect(dayOf('20261001')).toBe('2026-10-01');
    expect(dayOf('20280229')).toBe('2028-02-29');
    for (const digits of ['', '2026100', '20260231', '20261301', '20270229', '19991231', '202610011']) {
      expect(dayOf(digits), digits).toBeNull();
    }
  });

  it('shows what is still missing', () => {
    expect(shownDay('')).toBe('YYYY-MM-DD');
    expect(shownDay('20261')).toBe('2026-1M-DD');
  });

  it('gives the last day of sale', () => {
    expect(lastDay('2026-12-31', 60)).toBe('2027-03-01');
  });
});
