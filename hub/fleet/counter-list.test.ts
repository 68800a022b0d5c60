import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inScope, type Scope } from '../people/scope.ts';
import type { Counter } from './counter.ts';
import {
  type CounterState,
  counterSorts,
  type ListQuestion,
  type ListSource,
  listCounters,
  searchText,
} from './counter-list.ts';

const banners = ['150102', '150105', '150430', '150524'];
const kinds = ['agency', 'mall', 'station'] as const;
const freshnesses = ['green', 'amber', 'red'] as const;

/** Always the same fleet; every kind of value several times. */
const fleet = Array.from({ length: 20_000 }, (_, at): { counter: Counter; state: CounterState } => {
  const banner = banners[(at * 7) % 4]!;
  return {
    counter: {
      id: `c-${String(at).padStart(5, '0')}`,
      name: `${at % 13} 号专柜`,
      siteKind: kinds[at % 3]!,
      address: '新华街',
      banner,
      league: `${banner.slice(0, 4)}00`,
      hostUnit: `单位${at % 11}`,
      operatingCompany: `公司${at % 5}`,
      ...(at % 2 === 0 ? { programme: '定点扶贫' } : {}),
      status: at % 17 === 0 ? 'registered' : 'enrolled',
      registeredAtMs: at,
    },
    state: {
      online: at % 3 !== 0,
      heardAtMs: (at * 7919) % 1000,
      freshness: freshnesses[at % 7 > 1 ? 0 : at % 7 === 1 ? 1 : 2]!,
      catalogVersion: 3 + (at % 4),
      alarms: at % 23 === 0 ? 2 : 0,
      suspended: at % 101 === 0,
      slotsForSale: null,
      slotsBlocked: null,
      unsent: null,
    },
  };
});
const states = new Map(fleet.map(({ counter, state }) => [counter.id, state]));
const source: ListSource = {
  counters: fleet.map(({ counter }) => counter),
  state: ({ id }) => states.get(id)!,
  text: searchText,
  catalogVersion: 6,
};
const none: Scope = {
  everything: false,
  leagues: [],
  banners: [],
  operatingCompanies: [],
  hostUnits: [],
  creditCodes: [],
};
const maybe = <T>(...values: T[]) => fc.option(fc.constantFrom(...values), { nil: undefined, freq: 2 });
const filters = fc.record({
  search: maybe('5 号', 'C-0001', '公司3', '没有'),
  league: maybe('150100', '150400'),
  banner: maybe('150430'),
  siteKind: maybe('mall'),
  hostUnit: maybe('单位4'),
  operatingCompany: maybe('公司1'),
  programme: maybe('定点扶贫'),
  status: maybe('enrolled', 'registered'),
  online: maybe('yes' as const, 'no' as const),
  freshness: maybe(...freshnesses),
  behind: maybe('yes' as const, 'no' as const),
  alarms: maybe('yes' as const, 'no' as const),
  suspended: maybe('yes' as const, 'no' as const),
});
const scopes = fc.record({
  everything: fc.boolean(),
  leagues: fc.subarray(['150100']),
  banners: fc.subarray(['150524']),
  operatingCompanies: fc.subarray(['公司2']),
  hostUnits: fc.subarray(['单位7']),
  creditCodes: fc.constant<string[]>([]),
});
const given = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;

/** One condition after the other, as a reader of the rule would write it. */
function naive(scope: Scope, filter: Record<string, string>): string[] {
  let left = fleet.filter(({ counter }) => inScope(scope, counter));
  for (const [name, value] of Object.entries(filter)) {
    left = left.filter(({ counter, state }) => {
      if (name === 'search')
        return value
          .toLowerCase()
          .split(' ')
          .every((word) =>
            [counter.id, counter.name, counter.address, counter.hostUnit, counter.operatingCompany].some(
              (text) => text.toLowerCase().includes(word),
            ),
          );
      if (name === 'freshness') return state.freshness === value;
      if (name === 'online') return state.online === (value === 'yes');
      if (name === 'behind') return state.catalogVersion < 6 === (value === 'yes');
      if (name === 'alarms') return state.alarms > 0 === (value === 'yes');
      if (name === 'suspended') return state.suspended === (value === 'yes');
      return (counter as unknown as Record<string, string>)[name] === value;
    });
  }
  return left.map(({ counter }) => counter.id);
}

const sortValues: Record<string, (id: string) => string | number> = {
  heardAt: (id) => states.get(id)!.heardAtMs,
  catalogVersion: (id) => states.get(id)!.catalogVersion,
  alarms: (id) => states.get(id)!.alarms,
  freshness: (id) => freshnesses.indexOf(states.get(id)!.freshness),
};

describe('the list of 20,000 counters', () => {
  it('[FLT-11] finds what a plain filter finds, within the scope', () => {
    fc.assert(
      fc.property(filters, scopes, (filter, scope) => {
        const question: ListQuestion = {
          filter: given(filter),
          sort: 'id',
          isDescending: false,
          page: 1,
          pageSize: 20_000,
        };
        const { rows, total } = listCounters(source, scope, question);
        const ids = naive(scope, given(filter));
        expect(total).toBe(ids.length);
        expect(rows.map(({ counter }) => counter.id).join()).toBe(ids.join());
      }),
      { numRuns: 40 },
    );
  });

  it('[FLT-11] cuts every order into pages that hold each counter once', () => {
    fc.assert(
      fc.property(fc.constantFrom(...counterSorts), fc.boolean(), (sort, isDescending) => {
        const scope = { ...none, banners: ['150430'], hostUnits: ['单位7'] };
        const ids: string[] = [];
        const pageSize = 1500;
        for (let page = 1; ids.length < page * pageSize; page += 1) {
          const { rows } = listCounters(source, scope, { filter: {}, sort, isDescending, page, pageSize });
          if (rows.length === 0) break;
          ids.push(...rows.map(({ counter }) => counter.id));
        }
        expect(ids.toSorted().join()).toBe(naive(scope, {}).join());
        const facts = new Map(fleet.map(({ counter }) => [counter.id, counter]));
        const value = sortValues[sort] ?? ((id: string) => facts.get(id)![sort as 'name']);
        const keys = ids.map(value);
        const inOrder = keys.every((key, at) =>
          at === 0 ? true : isDescending ? keys[at - 1]! >= key : keys[at - 1]! <= key,
        );
        expect(inOrder).toBe(true);
      }),
      { numRuns: 8 },
    );
  });

  it('[FLT-11] shows nothing to someone without a place', () => {
    const question: ListQuestion = { filter: {}, sort: 'id', isDescending: false, page: 1, pageSize: 50 };
    expect(listCounters(source, none, question)).toEqual({ rows: [], total: 0 });
  });
});
