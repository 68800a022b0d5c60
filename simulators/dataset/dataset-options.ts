// What the data set command can be told.
import { parseArgs } from 'node:util';

export interface DatasetOptions {
  counters: number;
  /** Journal lines, about five to a sale. */
  lines: number;
  entries: number;
  /** Days up to `until` over which the lines are spread. */
  days: number;
  /** YYYY-MM-DD. */
  until: string;
  out: string;
}

export const datasetUsage = `npm run dataset -- [options]

  --counters <n>   counters                                        (20000)
  --lines <n>      journal lines, about five to a sale             (10000000)
  --entries <n>    entries of the catalog, 10,000 at most          (10000)
  --days <n>       days over which the lines are spread            (60)
  --until <day>    the last of these days, YYYY-MM-DD              (today)
  --out <folder>   new data folder of a hub                        (data/dataset)
  --small          300 counters, 60,000 lines, 1,000 entries`;

const small = { counters: 300, lines: 60_000, entries: 1000 };
const full = { counters: 20_000, lines: 10_000_000, entries: 10_000 };

function whole(name: string, text: string | undefined, otherwise: number, max: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > max)
    throw new Error(`--${name} is a whole number from 1 to ${max}.`);
  return value;
}

/** Throws an Error that says what to change. */
export function datasetOptions(args: readonly string[], today: string): DatasetOptions {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ counters: text, lines: text, entries: text, days: text, until: text, out: text },
      small: { type: 'boolean' },
    },
  });
  const base = values.small ? small : full;
  const until = values.until ?? today;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(until)) throw new Error('--until is a day as 2026-11-23.');
  return {
    counters: whole('counters', values.counters, base.counters, 100_000),
    lines: whole('lines', values.lines, base.lines, 100_000_000),
    entries: whole('entries', values.entries, base.entries, 10_000),
    days: whole('days', values.days, 60, 700),
    ...{ until, out: values.out ?? 'data/dataset' },
  };
}
