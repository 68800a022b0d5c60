// REP-1: the month's report as data: every figure a sum over journal lines, with what opens the lines behind it.
import { addDays } from '@zhuangui/protocol/days.ts';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { Scope } from '../people/scope.ts';
import { DomainError } from '../platform/domain-error.ts';
import { type Assessed, assess, elapsedOf } from './assessment.ts';
import type { CounterStates } from './counter-states.ts';
import type { Dimension } from './dimensions.ts';
import type { Filters } from './figure-query.ts';
import type { FigureRow, Figures } from './figures.ts';
import { type RestatementRow, restatementsOf } from './restatements.ts';
import { type ReportNames, readSettings } from './stored-settings.ts';
import type { TargetRow, Targets } from './targets.ts';

export interface ReportSection {
  by: Dimension | 'none';
  rows: FigureRow[];
}

/** What another channel says of itself: shown beside, never added. */
export interface SelfReported {
  channel: string;
  name: string;
  salesFen: number;
}
export type ChannelTotals = (from: string, to: string, scope: Scope) => Promise<readonly SelfReported[]>;

export interface MonthReport {
  v: 1;
  /** `2026-11`. */
  period: string;
  from: string;
  to: string;
  names: ReportNames;
  month: Omit<FigureRow, 'period' | 'key' | 'name'>;
  yearToDate: Omit<FigureRow, 'period' | 'key' | 'name'>;
  days: FigureRow[];
  sections: ReportSection[];
  /** Changes of this month, and of earlier ones noticed in this month. */
  restatements: (RestatementRow & { name: string })[];
  targets: TargetRow[];
  ranking: { leagues: Assessed[]; hostUnits: Assessed[] };
  selfReported: readonly SelfReported[];
}

export const reportDimensions = [
  ...(['league', 'siteKind', 'programme', 'operatingCompany', 'hostUnit', 'category'] as const),
  ...(['originLeague', 'originBanner', 'supplier', 'entry', 'method'] as const),
] as const;
const sectionRowsMax = 100;

export interface ReportParts {
  reader: Db;
  figures: Figures;
  targets: Targets;
  states: CounterStates;
  channelTotals?: ChannelTotals | undefined;
}

/** First and last day of a month (`2026-11`). Throws DomainError `invalid`. */
export function monthDays(period: string): { from: string; to: string } {
  if (!/^20\d\d-(0[1-9]|1[0-2])$/.test(period))
    throw new DomainError('invalid', 'bad-month', 'Give the month as 2026-11.');
  const from = `${period}-01`;
  const to = addDays(`${addDays(from, 31).slice(0, 7)}-01`, -1);
  return { from, to };
}

/** Filters under which `/api/statistics/lines` lists the lines of a row. */
export const linesOfRow = (by: Dimension | 'none', key: string): Filters =>
  by === 'none' ? {} : { [by]: key };

async function ranked(
  parts: ReportParts,
  by: 'league' | 'banner' | 'hostUnit',
  kind: string,
  rows: readonly FigureRow[],
  targets: readonly TargetRow[],
  day: string,
) {
  const { weights } = await readSettings(parts.reader);
  const counts = new Map<string, { counters: number; online: number }>();
  for (const { counter, isOnline } of parts.states.list()) {
    const count = counts.get(counter[by]) ?? { counters: 0, online: 0 };
    counts.set(counter[by], { counters: count.counters + 1, online: count.online + (isOnline ? 1 : 0) });
  }
  const facts = rows.map((row) => {
    const target = targets.find((one) => one.kind === kind && one.key === row.key);
    const count = counts.get(row.key) ?? { counters: 0, online: 0 };
    return { ...row, ...count, ...(target ? { targetFen: target.targetFen } : {}) };
  });
  return assess(facts, weights, elapsedOf(Number(day.slice(0, 4)), day)).slice(0, sectionRowsMax);
}

/** STAT-9 for banners, in the year up to a day; the report itself ranks leagues and host units only. */
export async function rankedBanners(parts: ReportParts, to: string, scope: Scope): Promise<Assessed[]> {
  const year = Number(to.slice(0, 4));
  const asked = { from: `${year}-01-01`, to, filters: {}, scope, by: 'banner', grain: 'none' } as const;
  const { rows } = await parts.figures.ask(asked);
  return ranked(parts, 'banner', 'banner', rows, await parts.targets.list(year, scope), to);
}

/** Within a scope; the report of the region is the one with scope everything. */
export async function monthReport(parts: ReportParts, period: string, scope: Scope): Promise<MonthReport> {
  const { reader, figures } = parts;
  const { from, to } = monthDays(period);
  const year = Number(period.slice(0, 4));
  const month = { from, to, filters: {}, scope } as const;
  const toDate = { ...month, from: `${year}-01-01` };
  const sections: ReportSection[] = [];
  for (const by of reportDimensions) {
    const { rows } = await figures.ask({ ...month, by, grain: 'none' });
    sections.push({ by, rows: rows.toSorted((a, b) => b.salesFen - a.salesFen).slice(0, sectionRowsMax) });
  }
  const days = await figures.ask({ ...month, by: 'none', grain: 'day' });
  const targets = await parts.targets.list(year, scope);
  const byYear = async (by: 'league' | 'hostUnit') =>
    (await figures.ask({ ...toDate, by, grain: 'none' })).rows;
  const restated = await restatementsOf(reader, {
    from: '2000-01-01',
    to,
    noticedFrom: from,
    grain: 'month',
    by: 'league',
    scope,
  });
  return {
    ...{ v: 1 as const, period, from, to, names: (await readSettings(reader)).names },
    month: (await figures.ask({ ...month, by: 'none', grain: 'none' })).total,
    yearToDate: (await figures.ask({ ...toDate, by: 'none', grain: 'none' })).total,
    days: days.rows.toSorted((a, b) => (a.period < b.period ? -1 : 1)),
    ...{ sections, targets },
    restatements: restated.map((row) => ({ ...row, name: row.key })),
    ranking: {
      leagues: await ranked(parts, 'league', 'league', await byYear('league'), targets, to),
      hostUnits: await ranked(parts, 'hostUnit', 'host-unit', await byYear('hostUnit'), targets, to),
    },
    selfReported: (await parts.channelTotals?.(from, to, scope)) ?? [],
  };
}
