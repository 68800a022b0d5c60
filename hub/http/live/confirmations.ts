// pure
// What each counter last confirmed, and when the last of them reached each version; measured with the hub's clock.
import type { Confirmation } from '../../ledger/ledger-types.ts';
import { effectivenessOf } from '../../sanctions/effectiveness.ts';
import { listOf, type Sanction } from '../../sanctions/sanction-lists.ts';

export interface Progress {
  confirmed: number;
  total: number;
  pending: { counter: string; canSellUntil: number }[];
  slowestMs: number | null;
}

export interface Confirmations {
  get(counter: string): Confirmation | undefined;
  /** Committed at this moment, hub's clock. */
  note(confirmations: readonly Confirmation[], committedAtMs: number): void;
  /** HTTP-7: over these counters. */
  progress(sanction: Sanction, counters: readonly string[]): Progress;
}

type List = 'withdrawals' | 'channels';
interface Known {
  confirmation: Confirmation;
  /** When its channels version last changed, hub's clock; before this process the counter's own word. */
  channelsAtMs: number;
}

const lists: readonly List[] = ['withdrawals', 'channels'];
const none = { withdrawals: 0, channels: 0 };
const pendingShown = 20;
/** A counter that comes back after long passes many versions at once; only the newest are of interest. */
const versionsNoted = 200;

const versionOf = (sanction: Sanction) => sanction.releaseVersion ?? sanction.listVersion;
const publishedAt = (sanction: Sanction) => sanction.releasedAt ?? sanction.at;

export function createConfirmations(first: readonly Confirmation[]): Confirmations {
  const known = new Map<string, Known>();
  /** Version to the last moment at which a counter reached it. */
  const reached = { withdrawals: new Map<number, number>(), channels: new Map<number, number>() };

  function noteList(list: List, from: number, to: number, atMs: number): void {
    for (let version = Math.max(from + 1, to - versionsNoted); version <= to; version += 1)
      reached[list].set(version, Math.max(atMs, reached[list].get(version) ?? 0));
  }

  function noteOne(next: Confirmation, atMs: number): void {
    const before = known.get(next.counter);
    const versions = before?.confirmation.versions ?? none;
    for (const list of lists) noteList(list, versions[list], next.versions[list], atMs);
    const isSame = before !== undefined && versions.channels === next.versions.channels;
    known.set(next.counter, { confirmation: next, channelsAtMs: isSame ? before.channelsAtMs : atMs });
  }

  for (const one of first) {
    known.set(one.counter, { confirmation: one, channelsAtMs: one.effectiveAtMs });
    for (const list of lists) noteList(list, one.versions[list] - 1, one.versions[list], one.effectiveAtMs);
  }

  function lastAtMs(sanction: Sanction, confirmed: number): number | undefined {
    if (confirmed === 0) return undefined;
    if (sanction.kind === 'channel') return known.get(sanction.target)?.channelsAtMs;
    return reached[listOf(sanction.kind)].get(versionOf(sanction));
  }

  return {
    get: (counter) => known.get(counter)?.confirmation,
    note(confirmations, committedAtMs) {
      for (const one of confirmations) noteOne(one, committedAtMs);
    },
    progress(sanction, counters) {
      const rows = counters.map((counter) => {
        const one = known.get(counter)?.confirmation;
        const { withdrawals, channels } = one?.versions ?? none;
        const appliedAt = one?.effectiveAtMs ?? 0;
        return { counter, withdrawals, channels, appliedAt, canSellUntil: one?.expiresAtMs ?? 0 };
      });
      const { confirmed, total, pending } = effectivenessOf(sanction, rows);
      const last = lastAtMs(sanction, confirmed);
      const slowestMs = last === undefined ? null : Math.max(0, last - publishedAt(sanction));
      return { confirmed, total, pending: pending.slice(0, pendingShown), slowestMs };
    },
  };
}
