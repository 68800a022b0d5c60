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
  for (const violation of violations.filter((one) => !isOfWorld(one))) {
    const invariant = bug.invariants.find((one) => new RegExp(`\\b${one}\\b`).test(violation));
    if (invariant !== undefined) return { invariant, violation };
  }
  return undefined;
}

/** What the world says of itself, not of the programs in it, is no finding. */
const isOfWorld = (violation: string) => violation.startsWith('world:');

/** Runs seeds from `from` on with the bug planted, `atMost` of them, one after the other in a process of its own. */
export async function hunt(bug: PlantedBug, from = 1, atMost = bug.withinSeeds): Promise<Hunt> {
  const startedAtMs = performance.now();
  let found: Hunt['found'];
  const others = new Set<string>();
  const look = ({ seed, violations }: SeedReport) => {
    const named = namedBy(bug, violations);
    if (named) found = { seed, ...named };
    else for (const violation of violations) others.add(violation.slice(0, 200));
    return found === undefined;
  };
  await runSeeds({
    seeds: Array.from({ length: atMost }, (_, at) => from + at),
    workers: 1,
    planted: bug.name,
    onReport: ({ report }) => look(report),
  });
  return { bug, found, others: [...others].slice(0, 5), tookMs: performance.now() - startedAtMs };
}

/** So many hunts at a time, each told as it ends. */
export async function huntAll(
  bugs: readonly PlantedBug[],
  workers: number,
  told: (hunt: Hunt) => void,
): Promise<Hunt[]> {
  const hunts: Hunt[] = [];
  const left = [...bugs];
  const lane = async () => {
    for (let bug = left.shift(); bug; bug = left.shift()) {
      const ended = await hunt(bug);
      hunts.push(ended);
      told(ended);
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, bugs.length) }, lane));
  return hunts;
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
