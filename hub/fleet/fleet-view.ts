// The fleet as its list shows it: register, presence, confirmed lists, alarms and suspensions put together in memory.
import type { ListVersions } from '@zhuangui/protocol/messages.ts';
import type { Freshness } from '@zhuangui/protocol/units.ts';
import type { Repository } from '../catalog/repository.ts';
import { counterFreshness } from '../http/live/counter-rows.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Confirmation } from '../ledger/ledger-types.ts';
import { inScope, type Scope } from '../people/scope.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { affects, type Sanction } from '../sanctions/sanction-lists.ts';
import type { Sanctions } from '../sanctions/sanctions.ts';
import type { Counter } from './counter.ts';
import {
  type CounterFilter,
  type CounterState,
  findCounters,
  type ListQuestion,
  type ListSource,
  listCounters,
  searchText,
} from './counter-list.ts';
import type { Fleet } from './fleet.ts';

export interface FleetViewParts {
  fleet: Pick<Fleet, 'registry' | 'presence'>;
  ledger: Pick<Ledger, 'confirmedVersions' | 'onCommitted'>;
  sanctions: Pick<Sanctions, 'active'>;
  repository: Pick<Repository, 'versions' | 'onPublished'>;
  /** Open alarms of a counter. */
  alarmsOf(counter: string): number;
  clock: Clock;
  log: Log;
}

export interface Facets {
  hostUnits: string[];
  operatingCompanies: string[];
  programmes: string[];
  routes: string[];
}

export interface FleetView {
  list(scope: Scope, question: ListQuestion): ReturnType<typeof listCounters>;
  find(scope: Scope, filter: CounterFilter): Counter[];
  state(counter: Counter): CounterState;
  versions(counter: string): ListVersions | undefined;
  catalogVersion(): number;
  /** Suspensions that stop this counter. */
  suspensions(counter: Counter): Sanction[];
  /** Values to choose from in filters, within the scope. */
  facets(scope: Scope): Facets;
  counts(scope: Scope): { total: number; enrolled: number; online: number } & Record<Freshness, number>;
  close(): void;
}

/** Scopes whose choices are kept at once. */
const facetsKept = 100;

function readFacets(counters: readonly Counter[], scope: Scope): Facets {
  const seen = counters.filter((counter) => inScope(scope, counter));
  const values = (name: 'hostUnit' | 'operatingCompany' | 'programme' | 'route') =>
    [...new Set(seen.map((counter) => counter[name] ?? ''))].filter(Boolean).sort();
  return {
    hostUnits: values('hostUnit'),
    operatingCompanies: values('operatingCompany'),
    programmes: values('programme'),
    routes: values('route'),
  };
}

export async function openFleetView(parts: FleetViewParts): Promise<FleetView> {
  const { fleet, ledger, sanctions, repository, clock, log } = parts;
  const confirmed = new Map<string, Confirmation>(
    (await ledger.confirmedVersions()).map((one) => [one.counter, one]),
  );
  let suspended: Sanction[] = [];
  let published = 0;
  // A changed counter is a new object: its text goes with the old one.
  const texts = new WeakMap<Counter, string>();

  async function readLists(): Promise<void> {
    const [active, versions] = await Promise.all([sanctions.active(), repository.versions()]);
    suspended = active.filter(({ kind }) => kind === 'channel' || kind === 'company');
    published = versions.catalog;
  }
  await readLists();
  const stops = [
    ledger.onCommitted(({ confirmations }) => {
      for (const one of confirmations) confirmed.set(one.counter, one);
    }),
    repository.onPublished(() => {
      readLists().catch((error: unknown) => log.error({ error }, 'the fleet’s lists could not be read'));
    }),
  ];

  const suspensions = (counter: Counter) => suspended.filter((one) => affects(one, counter));

  function stateAt(counter: Counter, nowMs: number): CounterState {
    const presence = fleet.presence.get(counter.id);
    const confirmation = confirmed.get(counter.id);
    const told = presence?.telemetry;
    return {
      online: presence?.online ?? false,
      heardAtMs: presence?.heardAtMs ?? 0,
      freshness: counterFreshness(presence, confirmation, nowMs),
      catalogVersion: confirmation?.versions.catalog ?? told?.lists.catalog ?? 0,
      alarms: parts.alarmsOf(counter.id),
      suspended: suspended.length > 0 && suspended.some((one) => affects(one, counter)),
      slotsForSale: told?.slotsForSale ?? null,
      slotsBlocked: told?.slotsBlocked ?? null,
      unsent: told?.unsent ?? null,
    };
  }

  function textOf(counter: Counter): string {
    let text = texts.get(counter);
    if (text === undefined) {
      text = searchText(counter);
      texts.set(counter, text);
    }
    return text;
  }

  function source(): ListSource {
    const nowMs = clock.nowMs();
    return {
      counters: fleet.registry.list(),
      state: (counter) => stateAt(counter, nowMs),
      text: textOf,
      catalogVersion: published,
    };
  }

  let known = { version: -1, byScope: new Map<string, Facets>() };
  /** Read anew when any counter changed: 20,000 counters are not gone through for each page that asks. */
  function facets(scope: Scope): Facets {
    if (known.version !== fleet.registry.version() || known.byScope.size >= facetsKept)
      known = { version: fleet.registry.version(), byScope: new Map() };
    const key = JSON.stringify(scope);
    const kept = known.byScope.get(key) ?? readFacets(fleet.registry.list(), scope);
    known.byScope.set(key, kept);
    return kept;
  }

  return {
    list: (scope, question) => listCounters(source(), scope, question),
    find: (scope, filter) => findCounters(source(), scope, filter),
    state: (counter) => stateAt(counter, clock.nowMs()),
    versions: (counter) => confirmed.get(counter)?.versions,
    catalogVersion: () => published,
    suspensions,
    facets,
    counts(scope) {
      const nowMs = clock.nowMs();
      const counts = { total: 0, enrolled: 0, online: 0, green: 0, amber: 0, red: 0 };
      for (const counter of fleet.registry.list()) {
        if (!inScope(scope, counter)) continue;
        counts.total += 1;
        if (counter.status !== 'enrolled') continue;
        const state = stateAt(counter, nowMs);
        counts.enrolled += 1;
        counts[state.freshness] += 1;
        if (state.online) counts.online += 1;
      }
      return counts;
    },
    close() {
      for (const stop of stops) stop();
    },
  };
}
