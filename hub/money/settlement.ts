// pure
// MON-6, MON-7: what a month comes to, and what came late to months that are settled.

export interface SettledRow {
  key: string;
  name: string;
  sales: number;
  salesFen: number;
  /** What came late to earlier settled months, by month, fen; may be negative. */
  earlier: Record<string, number>;
}

export interface SettledMonth {
  month: string;
  rows: readonly SettledRow[];
}

export interface LiveRow {
  key: string;
  name: string;
  sales: number;
  salesFen: number;
}

/** `live`: what the journals say today, of the month to settle and of each month settled before it. */
export function settlementOf(
  month: string,
  live: ReadonlyMap<string, readonly LiveRow[]>,
  settled: readonly SettledMonth[],
): SettledRow[] {
  const rows = new Map<string, SettledRow>();
  const rowOf = (key: string, name: string): SettledRow => {
    const row = rows.get(key) ?? { key, name, sales: 0, salesFen: 0, earlier: {} };
    rows.set(key, row);
    return row;
  };
  for (const { key, name, sales, salesFen } of live.get(month) ?? [])
    rows.set(key, { ...rowOf(key, name), sales, salesFen });
  for (const before of settled.filter((one) => one.month < month && live.has(one.month)))
    for (const { key, name, fen } of lateOf(before, live.get(before.month) ?? [], settled, month)) {
      const row = rowOf(key, name);
      rows.set(key, { ...row, earlier: { ...row.earlier, [before.month]: fen } });
    }
  return [...rows.values()].sort((a, b) => b.salesFen - a.salesFen || (a.key < b.key ? -1 : 1));
}

/** Live less frozen less what later settlements have shown already. */
function lateOf(
  before: SettledMonth,
  live: readonly LiveRow[],
  settled: readonly SettledMonth[],
  month: string,
) {
  const names = new Map<string, string>();
  const sums = new Map<string, number>();
  const add = (key: string, name: string, fen: number) => {
    names.set(key, name);
    sums.set(key, (sums.get(key) ?? 0) + fen);
  };
  for (const { key, name, salesFen } of live) add(key, name, salesFen);
  for (const { key, name, salesFen } of before.rows) add(key, name, -salesFen);
  for (const later of settled)
    if (later.month > before.month && later.month < month)
      for (const { key, name, earlier } of later.rows) add(key, name, -(earlier[before.month] ?? 0));
  return [...sums].filter(([, fen]) => fen !== 0).map(([key, fen]) => ({ key, name: names.get(key)!, fen }));
}

export const earlierFen = ({ earlier }: Pick<SettledRow, 'earlier'>): number =>
  Object.values(earlier).reduce((sum, fen) => sum + fen, 0);
