// pure
// When each withdrawal became effective on each counter: published, applied, and what lies between.
import type { Published } from './lists/published.ts';

export interface WithdrawalFigures {
  /** Versions after the first. */
  published: number;
  /** Pairs of version and counter. */
  applied: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** Counters that had not applied the newest version when their lines end. */
  behind: string[];
}

export interface Withdrawals {
  applied(counter: string, version: number, atMs: number): void;
  figures(counters: readonly string[]): WithdrawalFigures;
}

export function createWithdrawals(published: Published): Withdrawals {
  const versions = [...published.lists.withdrawals.values()].sort((a, b) => a.version - b.version);
  const newest = versions.at(-1)?.version ?? 0;
  const reached = new Map<string, number>();
  const delays: number[] = [];
  return {
    applied(counter, version, atMs) {
      const before = reached.get(counter);
      reached.set(counter, Math.max(before ?? 0, version));
      // What was there before the counter's first lists did not have to wait for it.
      if (before === undefined) return;
      for (let at = versions.findLastIndex((one) => one.version <= version); at >= 0; at -= 1) {
        if (versions[at]!.version <= before) return;
        delays.push(Math.max(0, atMs - versions[at]!.publishedAtMs));
      }
    },
    figures(counters) {
      const sorted = [...delays].sort((a, b) => a - b);
      const share = (part: number) =>
        sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
      const behind = counters.filter((counter) => (reached.get(counter) ?? 0) < newest);
      return {
        published: Math.max(0, versions.length - 1),
        applied: sorted.length,
        p50Ms: share(0.5),
        p99Ms: share(0.99),
        maxMs: sorted.at(-1) ?? 0,
        behind,
      };
    },
  };
}
