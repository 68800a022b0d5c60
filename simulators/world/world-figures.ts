// pure
// Reports of seeds added up, and the sums as text.
import type { SeedReport } from './seed-report.ts';

export interface Figures {
  seeds: number;
  failed: number[];
  events: number;
  orders: number;
  lives: number;
  virtualMs: number;
  faults: Record<string, number>;
  recoveryRows: Record<string, number>;
  /** Rows of the table that no seed passed. */
  rowsNeverPassed: string[];
  /** Time the processes were at work, all together. */
  busyMs: number;
  wallMs: number;
  seedsPerSecond: number;
  seedsPerSecondOnOneCore: number;
}

export class Tally {
  readonly #rows: readonly string[];
  readonly #figures: Omit<
    Figures,
    'rowsNeverPassed' | 'wallMs' | 'seedsPerSecond' | 'seedsPerSecondOnOneCore'
  >;

  /** `rows`: names of all rows of the recovery table. */
  constructor(rows: readonly string[]) {
    this.#rows = rows;
    this.#figures = {
      ...{ seeds: 0, failed: [], events: 0, orders: 0, lives: 0, virtualMs: 0, busyMs: 0 },
      faults: {},
      recoveryRows: Object.fromEntries(rows.map((row) => [row, 0])),
    };
  }

  add(report: SeedReport, tookMs: number): void {
    const sums = this.#figures;
    sums.seeds += 1;
    if (report.violations.length > 0) sums.failed.push(report.seed);
    sums.events += report.events;
    sums.orders += report.orders;
    sums.lives += report.lives;
    sums.virtualMs += report.virtualMs;
    sums.busyMs += tookMs;
    addAll(sums.faults, report.faults);
    addAll(sums.recoveryRows, report.recoveryRows);
  }

  figures(wallMs: number): Figures {
    const sums = this.#figures;
    return {
      ...sums,
      failed: sums.failed.toSorted((a, b) => a - b),
      rowsNeverPassed: this.#rows.filter((row) => sums.recoveryRows[row] === 0),
      wallMs,
      seedsPerSecond: rate(sums.seeds, wallMs),
      seedsPerSecondOnOneCore: rate(sums.seeds, sums.busyMs),
    };
  }
}

const rate = (count: number, ms: number) => Math.round((count * 10_000) / Math.max(1, ms)) / 10;

function addAll(sums: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(more)) sums[name] = (sums[name] ?? 0) + count;
}

const grouped = (count: number) => String(count).replace(/\B(?=(\d{3})+$)/g, ' ');
const seconds = (ms: number) => (ms / 1000).toFixed(1);
const days = (ms: number) => (ms / 86_400_000).toFixed(1);
const table = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts).map(([name, count]) => `  ${grouped(count).padStart(9)}  ${name}`);

/** The figures as a page. */
export function figuresText(figures: Figures): string {
  const { seeds, wallMs, failed, events, orders, lives, virtualMs, rowsNeverPassed } = figures;
  const passed = Object.keys(figures.recoveryRows).length - rowsNeverPassed.length;
  return [
    `seeds         ${grouped(seeds)} in ${seconds(wallMs)} s, ${figures.seedsPerSecond} a second`,
    `on one core   ${figures.seedsPerSecondOnOneCore} seeds a second`,
    `events        ${grouped(events)}`,
    `orders        ${grouped(orders)}`,
    `lives         ${grouped(lives)}`,
    `virtual time  ${days(virtualMs)} days`,
    'faults injected, by kind:',
    ...table(figures.faults),
    `rows of the recovery table: ${passed} of ${passed + rowsNeverPassed.length} passed`,
    ...table(figures.recoveryRows),
    ...rowsNeverPassed.map((row) => `never passed: ${row}`),
    failed.length === 0 ? 'violations    none' : `violations in ${failed.length} seeds: ${failed.join(', ')}`,
  ].join('\n');
}

/** How a seed is looked at again. */
export const replayCommand = (seed: number, planted?: string): string =>
  `npm run world --${planted === undefined ? '' : ` --planted ${planted}`} --seed ${seed} --story`;

/** What a failed seed says: invariant, command, last events. */
export function failureText(report: SeedReport, storyLines: number, planted?: string): string {
  return [
    `seed ${report.seed} broke:`,
    ...report.violations.map((violation) => `  ${violation}`),
    `replay: ${replayCommand(report.seed, planted)}`,
    ...report.story.slice(-storyLines).map((line) => `  ${line}`),
  ].join('\n');
}
