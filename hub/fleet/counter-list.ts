// pure
// The list of counters: filtered, sorted, cut into pages. Register and presence are in memory, so this is too: what
// changes every second needs no table, and 20,000 counters are looked through in milliseconds.
import type { Freshness } from '@zhuangui/protocol/units.ts';
import { inScope, type Scope } from '../people/scope.ts';
import type { Counter } from './counter.ts';

/** What the hub knows of a counter beside what people say. */
export interface CounterState {
  online: boolean;
  /** 0: never. */
  heardAtMs: number;
  freshness: Freshness;
  catalogVersion: number;
  /** Alarms that stand open. */
  alarms: number;
  suspended: boolean;
  slotsForSale: number | null;
  slotsBlocked: number | null;
  unsent: number | null;
}

export interface CounterFilter {
  search?: string;
  league?: string;
  banner?: string;
  siteKind?: string;
  hostUnit?: string;
  operatingCompany?: string;
  programme?: string;
  route?: string;
  status?: string;
  online?: 'yes' | 'no';
  freshness?: Freshness;
  /** Holds an older catalog than the one published. */
  behind?: 'yes' | 'no';
  alarms?: 'yes' | 'no';
  suspended?: 'yes' | 'no';
}

export const counterSorts = [
  'id',
  'name',
  'banner',
  'siteKind',
  'hostUnit',
  'operatingCompany',
  'status',
  'heardAt',
  'catalogVersion',
  'alarms',
  'freshness',
] as const;
export type CounterSort = (typeof counterSorts)[number];

export interface ListedCounter {
  counter: Counter;
  state: CounterState;
}

export interface ListQuestion {
  filter: CounterFilter;
  sort: CounterSort;
  isDescending: boolean;
  /** From 1. */
  page: number;
  pageSize: number;
}

export interface ListSource {
  /** In the order of their ids. */
  counters: readonly Counter[];
  state(counter: Counter): CounterState;
  /** Lower-case text that a search looks through. */
  text(counter: Counter): string;
  /** The catalog now in force. */
  catalogVersion: number;
}

/** What a search looks through: id, name, address, host unit, company, route and driver. */
export const searchText = ({ id, name, address, hostUnit, operatingCompany, route, driver }: Counter) =>
  [id, name, address, hostUnit, operatingCompany, route ?? '', driver ?? ''].join('\n').toLowerCase();

const facts = [
  'league',
  'banner',
  'siteKind',
  'hostUnit',
  'operatingCompany',
  'programme',
  'route',
  'status',
] as const;

const isAs = (wanted: 'yes' | 'no' | undefined, is: boolean) =>
  wanted === undefined || (wanted === 'yes') === is;

function matcher(filter: CounterFilter, source: ListSource): (counter: Counter) => boolean {
  const words = (filter.search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = facts.flatMap((name) => {
    const value = filter[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const { online, freshness, behind, alarms, suspended } = filter;
  const asksState = [online, freshness, behind, alarms, suspended].some((value) => value !== undefined);
  return (counter) => {
    if (!wanted.every(([name, value]) => counter[name] === value)) return false;
    if (words.length > 0) {
      const text = source.text(counter);
      if (!words.every((word) => text.includes(word))) return false;
    }
    if (!asksState) return true;
    const state = source.state(counter);
    return (
      isAs(online, state.online) &&
      (freshness === undefined || state.freshness === freshness) &&
      isAs(behind, state.catalogVersion < source.catalogVersion) &&
      isAs(alarms, state.alarms > 0) &&
      isAs(suspended, state.suspended)
    );
  };
}

const ranks: Record<Freshness, number> = { green: 0, amber: 1, red: 2 };

/** Names are ordered by code point: the same order on every machine, whatever collation data it has. */
function keyOf(sort: CounterSort, source: ListSource): (counter: Counter) => string | number {
  switch (sort) {
    case 'heardAt':
      return (counter) => source.state(counter).heardAtMs;
    case 'catalogVersion':
      return (counter) => source.state(counter).catalogVersion;
    case 'alarms':
      return (counter) => source.state(counter).alarms;
    case 'freshness':
      return (counter) => ranks[source.state(counter).freshness];
    default:
      return (counter) => counter[sort];
  }
}

/** Equal keys stay in the order of their ids, so that pages neither repeat nor skip a counter. */
function ordered(found: readonly Counter[], question: ListQuestion, source: ListSource): readonly Counter[] {
  const { sort, isDescending } = question;
  if (sort === 'id') return isDescending ? found.toReversed() : found;
  const key = keyOf(sort, source);
  const sign = isDescending ? -1 : 1;
  return found
    .map((counter, at) => ({ counter, at, key: key(counter) }))
    .sort((a, b) => (a.key < b.key ? -sign : a.key > b.key ? sign : a.at - b.at))
    .map(({ counter }) => counter);
}

/** FLT-11: every counter of the scope that fits. */
export function findCounters(source: ListSource, scope: Scope, filter: CounterFilter): Counter[] {
  const fits = matcher(filter, source);
  return source.counters.filter((counter) => inScope(scope, counter) && fits(counter));
}

/** FLT-11: one page, and how many there are in all. */
export function listCounters(
  source: ListSource,
  scope: Scope,
  question: ListQuestion,
): { rows: ListedCounter[]; total: number } {
  const found = findCounters(source, scope, question.filter);
  const from = (question.page - 1) * question.pageSize;
  const rows = ordered(found, question, source).slice(from, from + question.pageSize);
  return { rows: rows.map((counter) => ({ counter, state: source.state(counter) })), total: found.length };
}
