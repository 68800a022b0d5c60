// pure
// MAP-1: one number of a place, its words, and how deep its colour is.
import type { MapRow } from '../../../statistics/overview.ts';
import { percent, yuan } from '../../shared/format.ts';
import { colours } from '../../shared/theme.ts';

export const metrics = ['sales', 'month', 'certified', 'online', 'freshness'] as const;
export type Metric = (typeof metrics)[number];

/** Undefined: there is nothing to show. Amounts in fen, shares in per cent. */
export function valueOfPlace(row: MapRow, metric: Metric): number | undefined {
  const { counters, today, month } = row;
  if (metric === 'sales') return today.salesFen;
  if (metric === 'month') return month.salesFen;
  if (metric === 'certified') return month.certifiedShare ?? undefined;
  if (counters.total === 0) return undefined;
  return (100 * (metric === 'online' ? counters.online : counters.green)) / counters.total;
}

export function wordsOf(value: number | undefined, metric: Metric, none: string): string {
  if (value === undefined) return none;
  return metric === 'sales' || metric === 'month' ? yuan(value) : percent(value);
}

/** Shares: green, amber below 95, red below 80; certified: red below all but whole. Amounts: by the largest. */
export function colourOf(value: number | undefined, metric: Metric, largest: number): string {
  if (value === undefined) return colours.line;
  if (metric === 'certified') return value >= 100 ? colours.ok : value >= 99 ? colours.amber : colours.red;
  if (metric === 'online' || metric === 'freshness')
    return value >= 95 ? colours.ok : value >= 80 ? colours.amber : colours.red;
  const depth = 15 + (largest === 0 ? 0 : Math.round((60 * value) / largest));
  return `color-mix(in srgb, ${colours.green} ${depth}%, ${colours.line})`;
}
