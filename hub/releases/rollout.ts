// REL-10: how far a catalog version has come: what counters say in their journals, kept in memory as they say it.
import type { Registry } from '../fleet/registry.ts';
import type { Confirmation } from '../ledger/ledger-types.ts';
import { inScope, type Scope } from '../people/scope.ts';

export interface RolloutCounter {
  id: string;
  name: string;
  league: string;
  banner: string;
  operatingCompany: string;
  hostUnit: string;
  /** 0: it never confirmed any. */
  version: number;
  /** When it applied it; 0 when never. */
  appliedAtMs: number;
  /** Until when it can sell by what it holds. */
  sellsUntilMs: number;
}

export interface RolloutView {
  version: number;
  counters: number;
  upToDate: number;
  /** Newest first. */
  versions: { version: number; counters: number }[];
}

export interface RolloutFilter {
  search: string;
  /** Only this version. */
  version?: number;
  /** Only those behind the newest. */
  behind?: boolean;
}

export interface RolloutParts {
  registry: Pick<Registry, 'list'>;
  ledger: {
    confirmedVersions(): Promise<Confirmation[]>;
    onCommitted(listener: (summary: { confirmations: Confirmation[] }) => void): () => void;
  };
  current(): Promise<number>;
}

export interface Rollout {
  view(scope: Scope): Promise<RolloutView>;
  /** Those furthest behind first. */
  counters(
    scope: Scope,
    filter: RolloutFilter,
    page: { limit: number; offset: number },
  ): Promise<{ rows: RolloutCounter[]; total: number }>;
  close(): void;
}

type Confirmed = Pick<RolloutCounter, 'version' | 'appliedAtMs' | 'sellsUntilMs'>;
const none: Confirmed = { version: 0, appliedAtMs: 0, sellsUntilMs: 0 };
const confirmedOf = ({ versions, effectiveAtMs, expiresAtMs }: Confirmation): Confirmed => ({
  version: versions.catalog,
  appliedAtMs: effectiveAtMs,
  sellsUntilMs: expiresAtMs,
});

export async function createRollout({ registry, ledger, current }: RolloutParts): Promise<Rollout> {
  const known = new Map<string, Confirmed>();
  const note = (confirmation: Confirmation) => known.set(confirmation.counter, confirmedOf(confirmation));
  const stop = ledger.onCommitted(({ confirmations }) => confirmations.forEach(note));
  for (const confirmation of await ledger.confirmedVersions())
    if (!known.has(confirmation.counter)) note(confirmation);

  const all = (scope: Scope): RolloutCounter[] =>
    registry
      .list()
      .filter((counter) => counter.status === 'enrolled' && inScope(scope, counter))
      .map(({ id, name, league, banner, operatingCompany, hostUnit }) => ({
        id,
        name,
        league,
        banner,
        operatingCompany,
        hostUnit,
        ...(known.get(id) ?? none),
      }));

  return {
    async view(scope) {
      const version = await current();
      const counters = all(scope);
      const perVersion = new Map<number, number>();
      for (const counter of counters)
        perVersion.set(counter.version, (perVersion.get(counter.version) ?? 0) + 1);
      const versions = [...perVersion].map(([one, count]) => ({ version: one, counters: count }));
      return {
        version,
        counters: counters.length,
        upToDate: counters.filter((counter) => counter.version >= version).length,
        versions: versions.sort((a, b) => b.version - a.version),
      };
    },
    async counters(scope, { search, version, behind }, { limit, offset }) {
      const newest = await current();
      const text = search.toLowerCase();
      const found = all(scope)
        .filter((counter) => version === undefined || counter.version === version)
        .filter((counter) => !behind || counter.version < newest)
        .filter(({ id, name }) => id.includes(text) || name.toLowerCase().includes(text))
        .sort((a, b) => a.version - b.version || (a.id < b.id ? -1 : 1));
      return { rows: found.slice(offset, offset + limit), total: found.length };
    },
    close: stop,
  };
}
