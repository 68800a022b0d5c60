import { describe, expect, it } from 'vitest';
import { leagueTiles } from '../../../statistics/map-layout.ts';
import { leagueCodes } from '../../../statistics/names.ts';
import type { MapRow } from '../../../statistics/overview.ts';
import { colours } from '../../shared/theme.ts';
import { colourOf, valueOfPlace, wordsOf } from './map-metric.ts';

const counters = { total: 4, online: 3, green: 4, amber: 0, red: 0 };
const row = { counters, today: { sales: 1, salesFen: 990 }, month: { certifiedShare: 99.999 } } as MapRow;

describe('the tile map', () => {
  it('[MAP-1] has one place for each league and none for two', () => {
    expect(leagueTiles.map(({ code }) => code).sort()).toEqual([...leagueCodes].sort());
    expect(new Set(leagueTiles.map((tile) => `${tile.column}/${tile.row}`)).size).toBe(leagueTiles.length);
  });

  it('[MAP-1] says a number with every colour, and never rounds a share up to whole', () => {
    expect(wordsOf(valueOfPlace(row, 'sales'), 'sales', '—')).toBe('¥9.90');
    expect(wordsOf(valueOfPlace(row, 'certified'), 'certified', '—')).toBe('99.99%');
    expect(colourOf(valueOfPlace(row, 'certified'), 'certified', 0)).toBe(colours.amber);
    expect(colourOf(valueOfPlace(row, 'online'), 'online', 0)).toBe(colours.red);
    const none = { ...row, counters: { ...counters, total: 0 } };
    expect(wordsOf(valueOfPlace(none, 'online'), 'online', '—')).toBe('—');
    expect(colourOf(0, 'month', 0)).toContain('15%');
  });
});
