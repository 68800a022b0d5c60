// pure
// STAT-9: points and ranks from indicators whose weights are data.
import type { Sums } from './sums.ts';

export const indicators = ['target', 'certified', 'refused', 'delivered', 'online', 'average'] as const;
export type Indicator = (typeof indicators)[number];
/** Whole numbers; an indicator with weight 0 is not counted. */
export type Weights = Record<Indicator, number>;
export const defaultWeights: Weights = {
  ...{ target: 40, certified: 25, refused: 10, delivered: 10, online: 10, average: 5 },
};

export interface AssessedFacts extends Sums {
  key: string;
  name: string;
  /** Undefined: no target was set. Whole fen. */
  targetFen?: number;
  /** Counters, and how many of them were connected. */
  counters: number;
  online: number;
}

export interface Assessed {
  key: string;
  name: string;
  rank: number;
  /** 0 to 100, two decimals. */
  score: number;
  /** 0 to 100 each; null: there is nothing to judge by, and the indicator is left out. */
  points: Record<Indicator, number | null>;
}

const limited = (value: number): number => Math.round(100 * Math.min(100, Math.max(0, value))) / 100;
const partOf = (part: number, whole: number): number | null =>
  whole > 0 ? limited((100 * part) / whole) : null;

/**
 * Points of one row. `elapsed`: part of the year that is over (0 to 1), against which the target is measured;
 * `bestFen`: the largest sales a counter of any row.
 */
function pointsOf(facts: AssessedFacts, elapsed: number, bestFen: number): Assessed['points'] {
  const { sales, salesFen, targetFen, counters, online, refused, notDelivered, unknown } = facts;
  const tried = sales + notDelivered + unknown;
  return {
    target: targetFen === undefined ? null : partOf(salesFen, targetFen * elapsed),
    certified: partOf(facts.certified, facts.judged),
    // One refused attempt a hundred sales is the worst that is told apart.
    refused: sales + refused === 0 ? null : limited(100 - (10_000 * refused) / (sales + refused)),
    delivered: partOf(sales, tried),
    online: partOf(online, counters),
    average: counters === 0 ? null : partOf(salesFen / counters, bestFen),
  };
}

function scoreOf(points: Assessed['points'], weights: Weights): number {
  const counted = indicators.filter((name) => points[name] !== null && weights[name] > 0);
  const whole = counted.reduce((sum, name) => sum + weights[name], 0);
  const sum = counted.reduce((total, name) => total + weights[name] * (points[name] ?? 0), 0);
  return whole === 0 ? 0 : Math.round((100 * sum) / whole) / 100;
}

/** Best first; equal scores share a rank. */
export function assess(rows: readonly AssessedFacts[], weights: Weights, elapsed: number): Assessed[] {
  const bestFen = Math.max(
    0,
    ...rows.filter(({ counters }) => counters > 0).map((row) => row.salesFen / row.counters),
  );
  const scored = rows
    .map((row) => {
      const points = pointsOf(row, elapsed, bestFen);
      return { key: row.key, name: row.name, score: scoreOf(points, weights), points };
    })
    .sort((a, b) => b.score - a.score || (a.key < b.key ? -1 : 1));
  return scored.map((row) => ({ ...row, rank: 1 + scored.findIndex(({ score }) => score === row.score) }));
}

/** Part of a year that is over at the end of a day, 0 to 1. */
export function elapsedOf(year: number, day: string): number {
  const startMs = Date.UTC(year, 0, 1);
  const endMs = Date.UTC(year + 1, 0, 1);
  const atMs = Date.parse(`${day}T00:00:00Z`) + 86_400_000;
  return Math.min(1, Math.max(0, (atMs - startMs) / (endMs - startMs)));
}
