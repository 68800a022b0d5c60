// The list of failures (reliability, section 6), every number of it, in order.
import type { Fault } from '../../../simulators/faults/fault.ts';
import { rowOf } from '../../../simulators/faults/fault.ts';
import { absentStores } from './absent-stores.ts';
import { callFaults } from './call-faults.ts';
import { diskFaults } from './disk-faults.ts';
import { hubFaults } from './hub-faults.ts';
import { lineFaults } from './line-faults.ts';
import { machineFaults } from './machine-faults.ts';
import { powerCuts } from './power-cuts.ts';
import { programs } from './programs.ts';
import { saleCuts } from './sale-cuts.ts';
import type { Stage } from './stage.ts';
import { suites } from './suites.ts';
import { timeFaults } from './time-faults.ts';
import { trustFaults } from './trust-faults.ts';

/** How many numbers the list has. */
export const lastRow = 38;

/** All faults, by number and letter. */
export function allFaults(stage: Stage): Fault[] {
  const parts = [
    callFaults,
    diskFaults,
    hubFaults,
    lineFaults,
    machineFaults,
    saleCuts,
    timeFaults,
    trustFaults,
  ];
  const faults = [
    ...powerCuts,
    ...programs,
    ...suites,
    ...absentStores,
    ...parts.flatMap((part) => part(stage)),
  ];
  return faults.sort((a, b) => rowOf(a) - rowOf(b) || (a.id < b.id ? -1 : 1));
}

/** Those asked for: `4` is every part of 4, `4c` that part alone. Throws when a number is not on the list. */
export function chosen(faults: readonly Fault[], only: readonly string[]): Fault[] {
  if (only.length === 0) return [...faults];
  const unknown = only.filter(
    (one) => !faults.some((fault) => fault.id === one || String(rowOf(fault)) === one),
  );
  if (unknown.length > 0) {
    const known = faults.map(({ id }) => id).join(', ');
    throw new Error(`--only ${unknown.join(',')}: there is no such fault; there are ${known}`);
  }
  return faults.filter((fault) => only.includes(fault.id) || only.includes(String(rowOf(fault))));
}
