// pure
// How far a sanction has come: who confirmed it, who has not, and until when those could still sell.
import { listOf, type Sanction } from './sanction-lists.ts';

/** What a counter last confirmed in its journal. */
export interface CounterVersions {
  counter: string;
  withdrawals: number;
  channels: number;
  /** When it applied them; wall time. */
  appliedAt: number;
  /** When its lists turn red; wall time. */
  canSellUntil: number;
}

export interface Effectiveness {
  confirmed: number;
  total: number;
  /** Those who could sell longest come first. */
  pending: { counter: string; canSellUntil: number }[];
  /** When everyone has confirmed, or can no longer sell; wall time, 0 when nobody is pending. */
  boundMs: number;
}

/**
 * SANC-5: a released sanction is judged by the version that took it back, a channel's by that channel alone, a
 * company's by the counters that are its own.
 */
export function effectivenessOf(
  sanction: Sanction,
  all: readonly CounterVersions[],
  isCompanys: (counter: string) => boolean = () => false,
): Effectiveness {
  const counters = all.filter(({ counter }) => {
    if (sanction.kind === 'channel') return counter === sanction.target;
    return sanction.kind !== 'company' || isCompanys(counter);
  });
  const list = listOf(sanction.kind);
  const version = sanction.releaseVersion ?? sanction.listVersion;
  const pending = counters
    .filter((counter) => counter[list] < version)
    .map(({ counter, canSellUntil }) => ({ counter, canSellUntil }))
    .sort((a, b) => b.canSellUntil - a.canSellUntil);
  return {
    confirmed: counters.length - pending.length,
    total: counters.length,
    pending,
    boundMs: pending[0]?.canSellUntil ?? 0,
  };
}
