// pure
// One row of the list of failures: what is broken, how it is broken for real, and what came of it.
import type { Need } from './needs.ts';

export interface FaultContext {
  /** Few runs: minutes become seconds. */
  quick: boolean;
  /** Different seeds break things at different moments. */
  seed: number;
  /** Says how far it is. */
  tell(text: string): void;
}

export interface FaultReport {
  /** How often the fault really happened. */
  runs: number;
  /** Broken promises in words; empty when all is well. */
  violations: readonly string[];
  /** What was measured, in a few words. */
  figure: string;
}

export interface Fault {
  /** Number of the list, with a letter when one number has several parts. */
  id: string;
  name: string;
  /** What the machine must offer; looked at before the run. */
  needs: readonly Need[];
  /** Why it cannot be run in this tree, looked up now; undefined when it can. */
  absent?(): string | undefined;
  run(context: FaultContext): Promise<FaultReport>;
}

/** The number of the list without its letter. */
export const rowOf = ({ id }: Pick<Fault, 'id'>): number => Number.parseInt(id, 10);

/** Adds up the reports of parts; figures stand side by side. */
export function joinReports(reports: readonly FaultReport[]): FaultReport {
  return {
    runs: reports.reduce((sum, { runs }) => sum + runs, 0),
    violations: reports.flatMap(({ violations }) => violations),
    figure: reports.map(({ figure }) => figure).join('; '),
  };
}
