// pure
// What each counter last confirmed, and when the last of them reached each version; measured with the hub's clock.
import type { Confirmation } from '../../ledger/ledger-types.ts';
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
  /** HTTP-7: over these counters, as they are now, for as many sanctions as are asked. */
  reach(counters: readonly string[], isCompanys?: IsCompanys): (sanction: Sanction) => Progress;
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
  let answers: Answers | undefined;
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

  /** One row a counter, read once for all sanctions of a view. */
  function rowsOf(counters: readonly string[]): Row[] {
    return counters.map((counter) => {
      const one = known.get(counter)?.confirmation;
      const { withdrawals, channels } = one?.versions ?? none;
      return { counter, withdrawals, channels, canSellUntil: one?.expiresAtMs ?? 0 };
    });
  }

  return {
    get: (counter) => known.get(counter)?.confirmation,
    note(confirmations, committedAtMs) {
      for (const one of confirmations) noteOne(one, committedAtMs);
      if (confirmations.length > 0) answers = undefined;
    },
    reach(counters, isCompanys = () => false) {
      // Between two confirmations, and for the same counters, the answers stay what they are.
      if (answers?.counters !== counters) answers = { counters, rows: undefined, known: new Map() };
      const current = answers;
      return (sanction) => {
        const key = `${sanction.id} ${versionOf(sanction)}`;
        const before = current.known.get(key);
        if (before) return before;
        current.rows ??= rowsOf(counters);
        const progress = progressOf(sanction, current.rows, isCompanys);
        current.known.set(key, progress);
        return progress;
      };
    },
  };
  function progressOf(sanction: Sanction, rows: readonly Row[], isCompanys: IsCompanys): Progress {
    const own = sanction.kind === 'company' ? rows.filter((row) => isCompanys(sanction, row.counter)) : rows;
    const reach = reachOf(sanction, own);
    const last = lastAtMs(sanction, reach.confirmed);
    return { ...reach, slowestMs: last === undefined ? null : Math.max(0, last - publishedAt(sanction)) };
  }
}

type IsCompanys = (sanction: Sanction, counter: string) => boolean;

interface Answers {
  counters: readonly string[];
  rows: Row[] | undefined;
  known: Map<string, Progress>;
}

interface Row extends Record<List, number> {
  counter: string;
  canSellUntil: number;
}

/** SANC-5 for many counters and many sanctions at once: counts, and keeps only the pending that are shown. */
function reachOf(sanction: Sanction, rows: readonly Row[]): Omit<Progress, 'slowestMs'> {
  const list = listOf(sanction.kind);
  const version = versionOf(sanction);
  const only = sanction.kind === 'channel' ? sanction.target : undefined;
  const pending: Progress['pending'] = [];
  let total = 0;
  let confirmed = 0;
  for (const row of rows) {
    if (only !== undefined && row.counter !== only) continue;
    total += 1;
    if (row[list] >= version) confirmed += 1;
    else keepLongest(pending, row);
  }
  return { confirmed, total, pending };
}

/** Those who could sell longest come first; the order of the rest is that of the counters. */
function keepLongest(pending: Progress['pending'], { counter, canSellUntil }: Row): void {
  if (pending.length === pendingShown && pending.at(-1)!.canSellUntil >= canSellUntil) return;
  let at = pending.length;
  while (at > 0 && pending[at - 1]!.canSellUntil < canSellUntil) at -= 1;
  pending.splice(at, 0, { counter, canSellUntil });
  if (pending.length > pendingShown) pending.pop();
}
