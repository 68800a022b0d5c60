// pure
// MAP-1: a tile for each league, placed by hand as they lie from west to east; no border, no map sheet.

export interface Tile {
  code: string;
  /** From 0, west to east and north to south. */
  column: number;
  row: number;
}

export const leagueTiles: readonly Tile[] = [
  { code: '152900', column: 0, row: 3 },
  { code: '150300', column: 1, row: 4 },
  { code: '150800', column: 1, row: 3 },
  { code: '150600', column: 2, row: 4 },
  { code: '150200', column: 2, row: 3 },
  { code: '150100', column: 3, row: 4 },
  { code: '150900', column: 3, row: 3 },
  { code: '152500', column: 4, row: 2 },
  { code: '150400', column: 5, row: 3 },
  { code: '150500', column: 6, row: 2 },
  { code: '152200', column: 6, row: 1 },
  { code: '150700', column: 6, row: 0 },
];
