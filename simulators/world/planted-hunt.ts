// Planted bugs hunted: each until an invariant it breaks is named, or its seeds are used up.
import type { PlantedBug } from './planted/planted-bug.ts';
import { runSeeds } from './seed-pool.ts';
import type { SeedReport } from './seed-report.ts';

export interface Hunt {
  bug: PlantedBug;
  /** The lowest seed that named one of the bug's invariants. */
  found: { seed: number; invariant: string; violation: string } | undefined;
  /** What else was named before. */
  others: string[];
  tookMs: number;
}

/** The first invariant of the bug that these violations name. */
export function namedBy(
  bug: PlantedBug,
  violations: readonly string[],
): Omit<NonNullable<Hunt['found']>, 'seed'> | undefined {
  for (const violation of violations) {
    const invariant = bug.invariants.find((one) => new RegExp(`\\b${one}\\b`).test(violation));
    if (invariant !== undefined) return { invariant, violation };
  }
  return undefined;
}

/** Runs seeds 1 to `withinSeeds` with the bug planted; `atMost` bounds them further. */
export async function hunt(bug: PlantedBug, workers: number, atMost = bug.withinSeeds): Promise<Hunt> {
  const startedAtMs = performance.now();
  let found: Hunt['found'];
  const others = new Set<string>();
  const look = ({ seed, violations }: SeedReport) => {
    const named = namedBy(bug, violations);
    if (!named) for (const violation of violations) others.add(violation.slice(0, 200));
    else if (found === undefined || seed < found.seed) found = { seed, ...named };
    return found === undefined;
  };
  await runSeeds({
    seeds: Array.from({ length: atMost }, (_, at) => at + 1),
    workers,
    planted: bug.name,
    onReport: ({ report }) => look(report),
  });
  return { bug, found, others: [...others].slice(0, 5), tookMs: performance.now() - startedAtMs };
}

/** One line of the table. */
export function huntLine({ bug, found, others, tookMs }: Hunt): string {
  const what = found ? `${found.invariant} at seed ${found.seed}` : 'NOT FOUND';
  const seconds = `${(tookMs / 1000).toFixed(1)} s`;
  const line = `${bug.name.padEnd(32)} ${what.padEnd(18)} of ${String(bug.withinSeeds).padStart(4)} allowed ${seconds.padStart(8)}`;
  return found || others.length === 0
    ? line
    : [line, ...others.map((other) => `    instead: ${other}`)].join('\n');
}
