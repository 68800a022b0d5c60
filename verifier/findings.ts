// pure
// What is found while judging: violations with their place, figures of what was checked, and what could not be.
import { type Rule, rules } from './rules.ts';

export interface Place {
  counter?: string | undefined;
  journal?: string | undefined;
  seq?: number | undefined;
  order?: string | undefined;
  file?: string | undefined;
}

export interface Violation extends Place {
  rule: Rule;
  promise: number;
  detail: string;
}

/** Kept one by one up to here; beyond, only counted. */
export const violationsKept = 1000;

export interface Findings {
  violation(rule: Rule, place: Place, detail: string): void;
  /** One more of something that was checked. */
  checked(what: string, times?: number): void;
  /** Something that could not be checked, and why; told once with how often. */
  unchecked(what: string, times?: number): void;
  /** True when a rule was broken already. */
  has(rule: Rule): boolean;
  readonly violations: readonly Violation[];
  readonly total: number;
  readonly byRule: ReadonlyMap<Rule, number>;
  readonly counts: ReadonlyMap<string, number>;
  readonly gaps: ReadonlyMap<string, number>;
}

const more = <K>(map: Map<K, number>, key: K, times: number) =>
  void map.set(key, (map.get(key) ?? 0) + times);

export function createFindings(): Findings {
  const violations: Violation[] = [];
  const byRule = new Map<Rule, number>();
  const counts = new Map<string, number>();
  const gaps = new Map<string, number>();
  let total = 0;
  return {
    violation(rule, place, detail) {
      total += 1;
      more(byRule, rule, 1);
      if (violations.length < violationsKept)
        violations.push({ rule, promise: rules[rule].promise, ...place, detail });
    },
    checked: (what, times = 1) => more(counts, what, times),
    unchecked: (what, times = 1) => more(gaps, what, times),
    has: (rule) => byRule.has(rule),
    violations,
    get total() {
      return total;
    },
    byRule,
    counts,
    gaps,
  };
}
