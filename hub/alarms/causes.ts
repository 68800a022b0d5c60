// pure
// ALM-2: from what the hub knows of a counter to the causes of alarms, with their holds and gravity.
import type { Freshness } from '@zhuangui/protocol/units.ts';
import type { Cause, Severity } from './alarm-machine.ts';

const minuteMs = 60_000;

interface Kind {
  severity: Severity;
  raiseAfterMs: number;
  clearAfterMs: number;
}

/** The first that begins the code counts. Faults were held down at the counter already. */
const kinds: readonly (readonly [prefix: string, kind: Kind])[] = [
  ['offline', { severity: 'critical', raiseAfterMs: 10 * minuteMs, clearAfterMs: 2 * minuteMs }],
  ['freshness-red', { severity: 'critical', raiseAfterMs: minuteMs, clearAfterMs: minuteMs }],
  ['freshness-amber', { severity: 'warning', raiseAfterMs: 5 * minuteMs, clearAfterMs: minuteMs }],
  ['stock-empty', { severity: 'warning', raiseAfterMs: 10 * minuteMs, clearAfterMs: minuteMs }],
  ['stock-expiring', { severity: 'info', raiseAfterMs: 10 * minuteMs, clearAfterMs: minuteMs }],
  ['temperature', { severity: 'critical', raiseAfterMs: minuteMs, clearAfterMs: minuteMs }],
  ['fault-temperature', { severity: 'critical', raiseAfterMs: 0, clearAfterMs: minuteMs }],
  ['fault-board-offline', { severity: 'critical', raiseAfterMs: 0, clearAfterMs: minuteMs }],
  ['fault-mains-lost', { severity: 'critical', raiseAfterMs: 0, clearAfterMs: minuteMs }],
  ['fault-storage', { severity: 'critical', raiseAfterMs: 0, clearAfterMs: minuteMs }],
  ['fault-', { severity: 'warning', raiseAfterMs: 0, clearAfterMs: minuteMs }],
  ['door', { severity: 'warning', raiseAfterMs: 15 * minuteMs, clearAfterMs: minuteMs }],
  ['pin-locked', { severity: 'warning', raiseAfterMs: 0, clearAfterMs: 0 }],
  ['ticket-', { severity: 'warning', raiseAfterMs: 0, clearAfterMs: 0 }],
];
const other: Kind = { severity: 'warning', raiseAfterMs: 0, clearAfterMs: minuteMs };

export function causeOf(counter: string, code: string, detail: string): Cause {
  const kind = kinds.find(([prefix]) => code.startsWith(prefix))?.[1] ?? other;
  return { counter, code, detail: detail.slice(0, 300), ...kind };
}

/** STK-4: so much of a counter's slots empty is an alarm. */
export const emptyShare = 0.5;
/** Days before its best-before date from which a slot's goods are expiring. */
export const expiringDays = 7;

export interface CounterSight {
  counter: string;
  online: boolean;
  /** Since when it is offline. */
  sinceMs: number;
  freshness: Freshness;
  level?: { slots: number; empty: number; expiring: number } | undefined;
}

/** What is wrong with a counter that is in service, beside what its journal says. */
export function sightCauses({ counter, online, freshness, level }: CounterSight): Cause[] {
  const causes: Cause[] = [];
  if (!online) causes.push(causeOf(counter, 'offline', 'no connection to the hub'));
  if (freshness === 'red')
    causes.push(causeOf(counter, 'freshness-red', 'its lists are too old: it does not sell'));
  if (freshness === 'amber') causes.push(causeOf(counter, 'freshness-amber', 'its lists get old'));
  if (!level || level.slots === 0) return causes;
  const { slots, empty, expiring } = level;
  if (empty / slots >= emptyShare)
    causes.push(causeOf(counter, 'stock-empty', `${empty} of ${slots} slots are empty`));
  if (expiring > 0)
    causes.push(causeOf(counter, 'stock-expiring', `${expiring} slots near their best-before date`));
  return causes;
}
