// pure
// Several worlds as one report.
import type { Counts, SoakReport } from './soak.ts';

function added(all: readonly Counts[]): Counts {
  const sums: Counts = {};
  for (const counts of all)
    for (const [key, count] of Object.entries(counts)) sums[key] = (sums[key] ?? 0) + count;
  return sums;
}

export function mergeReports(seed: number, reports: readonly SoakReport[]): SoakReport {
  const sum = (of: (report: SoakReport) => number) => reports.reduce((total, one) => total + of(one), 0);
  return {
    seed,
    sales: sum(({ sales }) => sales),
    orders: sum(({ orders }) => orders),
    lives: sum(({ lives }) => lives),
    virtualMs: sum(({ virtualMs }) => virtualMs),
    paidFen: sum(({ paidFen }) => paidFen),
    deliveredFen: sum(({ deliveredFen }) => deliveredFen),
    refundedFen: sum(({ refundedFen }) => refundedFen),
    pendingFen: sum(({ pendingFen }) => pendingFen),
    refunds: sum(({ refunds }) => refunds),
    settledAfterMs: Math.max(...reports.map(({ settledAfterMs }) => settledAfterMs)),
    items: added(reports.map(({ items }) => items)) as SoakReport['items'],
    ways: added(reports.map(({ ways }) => ways)),
    faults: added(reports.map(({ faults }) => faults)),
    cases: added(reports.map(({ cases }) => cases)),
    violations: reports.flatMap((one) => one.violations.map((violation) => `seed ${one.seed}: ${violation}`)),
  };
}
