// pure
// Results of attacks as lines of a table, and what is wrong with them.
import type { Attack } from './attacks/attack.ts';
import type { AttackResult, Calm } from './run-attacks.ts';

/** Bounds with room for a machine that others use too; the table has the exact figures. */
export const bounds = { p99Ms: 5000, p99Ratio: 10, peakGrowthMB: 250, heapGrowthMB: 40, logLines: 400 };

const widths = [44, 11, 10, 8, 10, 10, 10, 18, 9, 9, 8];
const line = (cells: readonly (string | number)[]) =>
  cells
    .map((cell, at) => (at === 0 ? String(cell).padEnd(widths[0]!) : String(cell).padStart(widths[at]!)))
    .join(' ');
const ms = (value: number | undefined) => (value === undefined ? '-' : value.toFixed(1));

export function headline(calm: Calm): string {
  const names = [
    'attack',
    'connections',
    'packets',
    'ended',
    'refused',
    'RSS peak',
    'RSS kept',
    'p99 calm / during',
    'ratio',
    'newcomer',
    'uncaught',
  ];
  return `calm: p50 ${ms(calm.p50Ms)} ms, p99 ${ms(calm.p99Ms)} ms, a newcomer is in after ${ms(calm.newcomerMs)} ms\n${line(names)}`;
}

export function rowOf(result: AttackResult): string {
  const refused = Object.values(result.refused).reduce((sum, count) => sum + count, 0);
  return line([
    ...[result.name, result.connections, result.packets, result.ended, refused],
    ...[`${result.peakGrowthMB.toFixed(0)} MB`, `${result.keptGrowthMB.toFixed(0)} MB`],
    ...[`${ms(result.calm.p99Ms)} / ${ms(result.p99Ms)} ms`, (result.p99Ms / result.calm.p99Ms).toFixed(1)],
    ...[ms(result.newcomerMs), result.uncaught.length],
  ]);
}

/** ATK-2: what an attack must not do to the hub and to the others, in words; none when all is well. */
export function faultsOf(attack: Attack, result: AttackResult): string[] {
  const met = attack.refused.length === 0 || attack.refused.some((name) => (result.refused[name] ?? 0) > 0);
  const checks: [boolean, string][] = [
    [met, `none of ${attack.refused.join(', ')} was counted: ${JSON.stringify(result.refused)}`],
    [result.uncaught.length === 0, `uncaught: ${result.uncaught.join('\n')}`],
    [result.harmed === 0, `${result.harmed} honest connections or sales were harmed`],
    [result.sales > 0, 'no honest sale had a receipt'],
    [
      result.p99Ms < bounds.p99Ms + bounds.p99Ratio * result.calm.p99Ms,
      `honest p99 ${ms(result.p99Ms)} ms, in calm ${ms(result.calm.p99Ms)} ms`,
    ],
    [result.newcomerMs !== undefined, 'an honest counter could not come in'],
    [result.peakGrowthMB < bounds.peakGrowthMB, `memory grew by ${result.peakGrowthMB.toFixed(0)} MB`],
    [result.heapGrowthMB < bounds.heapGrowthMB, `${result.heapGrowthMB.toFixed(1)} MB of objects stayed`],
    [result.leftOpen <= 0, `${result.leftOpen} connections stayed, ${result.waiting} of them waiting`],
    [result.logLines < bounds.logLines, `${result.logLines} lines in the log`],
  ];
  return checks.filter(([isWell]) => !isWell).map(([, words]) => words);
}
