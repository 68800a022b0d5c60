// pure
// Open faults as an operator sees them, the gravest and oldest first.
import { slotOfFault } from '../planogram/apply-line.ts';
import type { FaultView } from '../screens/operator-views.ts';
import { isWarmCode, type OpenFault, warmCode } from './care-lines.ts';

/** Faults that stop sales or spoil goods; every other one is a warning. */
const critical: ReadonlySet<string> = new Set([
  'board-offline',
  'storage-low',
  'storage-error',
  'temperature-high',
  'mains-lost',
]);

export function faultViews(faults: Iterable<OpenFault>): FaultView[] {
  return [...faults]
    .filter(({ replaced }) => !replaced)
    .map(viewOf)
    .sort((a, b) => (a.severity === b.severity ? a.since - b.since : a.severity === 'critical' ? -1 : 1));
}

function viewOf({ code, sinceMs, detail, goods }: OpenFault): FaultView {
  const isCritical = critical.has(code) || isWarmCode(code) || code.startsWith('journal-');
  const slot = goods?.slot ?? slotOfFault(code) ?? slotOfWarm(code);
  return { code, since: sinceMs, detail, slot: slot ?? null, severity: isCritical ? 'critical' : 'warning' };
}

function slotOfWarm(code: string): number | undefined {
  const slot = Number(code.slice(warmCode(0).length - 1));
  return isWarmCode(code) && Number.isInteger(slot) ? slot : undefined;
}
