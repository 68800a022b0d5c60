// MAP-2: what a person sees first: their own part of the region today, and what waits for them.
import { dayOf } from '@zhuangui/protocol/days.ts';
import type { Actor } from '../people/actor.ts';
import { inScope, type Scope } from '../people/scope.ts';
import type { Clock } from '../platform/clock.ts';
import { type CounterCounts, type CounterStates, countIn, noCounters } from './counter-states.ts';
import type { Figures, FigureTable } from './figures.ts';
import { bannerCodes, leagueCodes, regionNameOf } from './names.ts';
import { noSums } from './sums.ts';

/** Something that waits for the person: alarms, cases, applications. */
export interface OverviewItem {
  kind: 'alarm' | 'task';
  /** Key of its words in the console. */
  key: string;
  count: number;
  /** Page of the console that shows them. */
  path: string;
}
export type OverviewSource = (actor: Actor) => Promise<readonly OverviewItem[]>;

export interface OverviewView {
  day: string;
  today: FigureTable['total'];
  month: FigureTable['total'];
  counters: CounterCounts;
  items: OverviewItem[];
  /** Everything: the whole region is this person's. */
  isRegion: boolean;
}

export interface MapRow {
  code: string;
  name: string;
  counters: CounterCounts;
  today: { sales: number; salesFen: number };
  month: FigureTable['total'];
}

export interface Overview {
  view(actor: Actor, scope: Scope): Promise<OverviewView>;
  /** The leagues, or the banners of one league; only those in scope have figures. */
  map(scope: Scope, league?: string): Promise<MapRow[]>;
  /** Adds what may wait for a person; one that fails is left out. */
  add(source: OverviewSource): void;
}

const objectOf = (counter: {
  league: string;
  banner: string;
  operatingCompany: string;
  hostUnit: string;
}) => {
  const { league, banner, operatingCompany, hostUnit } = counter;
  return { league, banner, operatingCompany, hostUnit };
};

export function createOverview(parts: { figures: Figures; states: CounterStates; clock: Clock }): Overview {
  const { figures, states, clock } = parts;
  const sources: OverviewSource[] = [];
  const periods = () => {
    const today = dayOf(clock.nowMs());
    return { today: { from: today, to: today }, month: { from: `${today.slice(0, 7)}-01`, to: today } };
  };
  const ask = (
    period: { from: string; to: string },
    scope: Scope,
    by: 'none' | 'league' | 'banner',
    league?: string,
  ) => figures.ask({ ...period, grain: 'none', by, filters: league ? { league } : {}, scope });

  async function itemsFor(actor: Actor): Promise<OverviewItem[]> {
    const found = await Promise.allSettled(sources.map((source) => source(actor)));
    return found
      .flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
      .filter(({ count }) => count > 0);
  }

  return {
    add: (source) => void sources.push(source),
    async view(actor, scope) {
      const { today, month } = periods();
      const counters = noCounters();
      for (const state of states.list())
        if (inScope(scope, objectOf(state.counter))) countIn(counters, state);
      const [ofToday, ofMonth, items] = await Promise.all([
        ask(today, scope, 'none'),
        ask(month, scope, 'none'),
        itemsFor(actor),
      ]);
      return {
        ...{ day: today.from, today: ofToday.total, month: ofMonth.total, counters, items },
        isRegion: scope.everything,
      };
    },
    async map(scope, league) {
      const by = league === undefined ? 'league' : 'banner';
      const { today, month } = periods();
      const [ofToday, ofMonth] = await Promise.all([
        ask(today, scope, by, league),
        ask(month, scope, by, league),
      ]);
      const todayOf = new Map(ofToday.rows.map((row) => [row.key, row]));
      const monthOf = new Map(ofMonth.rows.map((row) => [row.key, row]));
      const counts = new Map<string, CounterCounts>();
      for (const state of states.list()) {
        if (!inScope(scope, objectOf(state.counter))) continue;
        if (league !== undefined && state.counter.league !== league) continue;
        const code = state.counter[by];
        const sum = counts.get(code) ?? noCounters();
        countIn(sum, state);
        counts.set(code, sum);
      }
      const codes =
        league === undefined ? leagueCodes : bannersOf(league, [...counts.keys(), ...monthOf.keys()]);
      return codes.map((code) => {
        const { sales = 0, salesFen = 0 } = todayOf.get(code) ?? {};
        const { period: _period, key: _key, name: _name, ...sums } = monthOf.get(code) ?? empty;
        return {
          ...{ code, name: regionNameOf(code) ?? code, counters: counts.get(code) ?? noCounters() },
          ...{ today: { sales, salesFen }, month: sums },
        };
      });
    },
  };
}

const empty = { period: '', key: '', name: '', ...noSums(), certifiedShare: null };
const bannersOf = (league: string, more: readonly string[]): string[] =>
  [...new Set([...bannerCodes.filter((code) => code.startsWith(league.slice(0, 4))), ...more])].sort();
