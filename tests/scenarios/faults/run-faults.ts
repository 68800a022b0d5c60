// Runs faults one after another; what a machine does not offer is said and never passed over.
import type { Fault, FaultContext, FaultReport } from '../../../simulators/faults/fault.ts';
import type { Need } from '../../../simulators/faults/needs.ts';

export type Ran = { fault: Fault; notRun: string } | { fault: Fault; report: FaultReport; seconds: number };

/** Why a fault is not run here, or undefined. */
export async function obstacle(
  fault: Fault,
  missing: (needs: readonly Need[]) => Promise<string | undefined>,
): Promise<string | undefined> {
  return fault.absent?.() ?? (await missing(fault.needs));
}

/** One fault; an exception is a violation, and a run that never happened is one too. */
export async function runFault(
  fault: Fault,
  context: FaultContext,
  missing: (needs: readonly Need[]) => Promise<string | undefined>,
): Promise<Ran> {
  const notRun = await obstacle(fault, missing);
  if (notRun !== undefined) return { fault, notRun };
  const from = performance.now();
  const report = await fault.run(context).catch((error: Error) => ({
    runs: 0,
    violations: [`it could not be run: ${error.message}`],
    figure: '',
  }));
  const seconds = (performance.now() - from) / 1000;
  if (report.runs > 0 || report.violations.length > 0) return { fault, report, seconds };
  return { fault, report: { ...report, violations: ['nothing was run'] }, seconds };
}

const cell = (text: string | number, width: number) => String(text).padEnd(width);

/** One line of the table. */
export function lineOf(ran: Ran): string {
  const start = `${cell(ran.fault.id, 4)} ${cell(ran.fault.name, 58)}`;
  if ('notRun' in ran) return `${start} not run: ${ran.notRun}`;
  const { report, seconds } = ran;
  return `${start} ${cell(report.runs, 6)} ${cell(report.violations.length, 10)} ${cell(seconds.toFixed(0), 5)} ${report.figure}`;
}

export const tableHead = `${cell('#', 4)} ${cell('fault', 58)} ${cell('runs', 6)} ${cell('violations', 10)} ${cell('s', 5)} figure`;

/** What broke, in words, and what it comes to. */
export function summaryOf(all: readonly Ran[]): { text: string; code: 0 | 1 } {
  const broken = all.flatMap((ran) =>
    'report' in ran ? ran.report.violations.map((violation) => `${ran.fault.id}: ${violation}`) : [],
  );
  const done = all.filter((ran) => 'report' in ran);
  const runs = done.reduce((sum, ran) => sum + ('report' in ran ? ran.report.runs : 0), 0);
  const total = `${done.length} faults run ${runs} times, ${all.length - done.length} not run, ${broken.length} violations`;
  return { text: [...broken.map((one) => `  ✗ ${one}`), total].join('\n'), code: broken.length > 0 ? 1 : 0 };
}
