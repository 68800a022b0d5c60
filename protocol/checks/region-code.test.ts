import { describe, expect, it } from 'vitest';
import { isBannerCode, leagueOfBanner, regionLevel } from './region-code.ts';

describe('region code', () => {
  it.each([
    ['150000', 'region'],
    ['150400', 'league'],
    ['152200', 'league'],
    ['150430', 'banner'],
    ['152202', 'banner'],
  ])('%s is a %s', (code, level) => expect(regionLevel(code)).toBe(level));

  it.each(['', '15043', '1504300', '050430', '100430', '150030', '15043X', '\uff1150430'])(
    '%s has no level',
    (code) => expect(regionLevel(code)).toBeNull(),
  );

  it('tells a banner and its league', () => {
    expect(isBannerCode('150430')).toBe(true);
    expect(isBannerCode('150400')).toBe(false);
    expect(leagueOfBanner('150430')).toBe('150400');
  });
});
