// pure
// How old signed lists may be (domain, "Selling rules"): one definition for the gate, the screens and the hub.
import type { Freshness } from './units.ts';

const hourMs = 3_600_000;
/** Amber after a day without newer lists; red when the timestamp expires, which the hub sets to three days. */
export const freshnessBounds = { amberAfterMs: 24 * hourMs, redAfterMs: 72 * hourMs } as const;

export interface ListTimes {
  /** When the hub signed the newest timestamp, and when that expires; wall time. */
  signedAtMs: number;
  expiresAtMs: number;
}

/** LIST-6: green, amber or red at `trustedNowMs`; without lists, red. */
export function freshnessAt(times: ListTimes | undefined, trustedNowMs: number): Freshness {
  if (!times) return 'red';
  if (trustedNowMs >= times.expiresAtMs || trustedNowMs - times.signedAtMs >= freshnessBounds.redAfterMs)
    return 'red';
  return trustedNowMs - times.signedAtMs >= freshnessBounds.amberAfterMs ? 'amber' : 'green';
}

/** What is known for certain about the time: a moment that has passed, and the monotonic clock then (LIST-5). */
export interface TimeFloor {
  floorMs: number;
  monotonicMs: number;
}

/** LIST-5: the true time is at least this; a clock set back never makes old lists fresh. */
export function trustedNow(floor: TimeFloor, wallMs: number, monotonicMs: number): number {
  return Math.max(wallMs, floor.floorMs + Math.max(0, monotonicMs - floor.monotonicMs));
}

/** LIST-5: raises the floor, never lowers it. */
export function raiseFloor(floor: TimeFloor, certainMs: number, monotonicMs: number): TimeFloor {
  const reachedMs = floor.floorMs + Math.max(0, monotonicMs - floor.monotonicMs);
  return { floorMs: Math.max(reachedMs, certainMs), monotonicMs };
}
