// pure
// STAT-2: what a figure can be divided by. Counter side from the register, entry side from the catalog, as they were
// when the line was committed.

/** Where a line was written. `unknown`: the register did not know the counter. */
export interface StatPlace {
  counter: string;
  league: string;
  banner: string;
  siteKind: string;
  hostUnit: string;
  operatingCompany: string;
  /** Name of the programme (东西部扶贫协作, 定点扶贫 …): data; empty when the counter belongs to none. */
  programme: string;
}

/** What a line is about. `unknown`: the catalog did not know the entry; empty entry: the line names none. */
export interface StatGoods {
  entry: string;
  name: string;
  category: string;
  creditCode: string;
  supplier: string;
  originLeague: string;
  originBanner: string;
}

export const unknown = 'unknown';

export const unknownPlace = (counter: string): StatPlace => ({
  counter,
  league: unknown,
  banner: unknown,
  siteKind: unknown,
  hostUnit: unknown,
  operatingCompany: unknown,
  programme: '',
});

export const unknownGoods = (entry: string): StatGoods => ({
  entry,
  name: entry,
  category: unknown,
  creditCode: unknown,
  supplier: unknown,
  originLeague: unknown,
  originBanner: unknown,
});

/** Stored by index; a new method is added at the end. Empty: a line without payment. */
export const methods = ['', 'test', 'wechat', 'alipay', 'cash'] as const;

/** Dimension to its column: `p` is the place (or area), `g` the goods, `t` the table of sums. */
export const dimensionColumns = {
  league: 'p.league',
  banner: 'p.banner',
  siteKind: 'p.site_kind',
  hostUnit: 'p.host_unit',
  operatingCompany: 'p.operating_company',
  programme: 'p.programme',
  counter: 'p.counter',
  entry: 'g.entry',
  category: 'g.category',
  supplier: 'g.credit_code',
  originLeague: 'g.origin_league',
  originBanner: 'g.origin_banner',
  method: 't.method',
} as const;
export type Dimension = keyof typeof dimensionColumns;
export const dimensions = Object.keys(dimensionColumns) as Dimension[];

export const isOfPlace = (dimension: Dimension): boolean => dimensionColumns[dimension].startsWith('p.');
export const isOfGoods = (dimension: Dimension): boolean => dimensionColumns[dimension].startsWith('g.');
/** What an area tells apart; host unit and counter are known of places only. */
export const isOfArea = (dimension: Dimension): boolean =>
  isOfPlace(dimension) && dimension !== 'hostUnit' && dimension !== 'counter';

export const grains = ['none', 'day', 'month', 'year'] as const;
export type Grain = (typeof grains)[number];

/** `2026-11-23` to 20261123, as days are stored. */
export const dayNumber = (day: string): number => Number(day.replaceAll('-', ''));
/** 20261123 to `2026-11-23`, 202611 to `2026-11`, 2026 to `2026`. */
export function periodText(period: number): string {
  const text = String(period);
  return [text.slice(0, 4), text.slice(4, 6), text.slice(6, 8)].filter(Boolean).join('-');
}
export const monthOf = (day: number): number => Math.floor(day / 100);

/** Months (202611) from one stored day to another, both included. */
export function monthsBetween(from: number, to: number): number[] {
  const months: number[] = [];
  for (let month = monthOf(from); month <= monthOf(to); month += month % 100 === 12 ? 89 : 1)
    months.push(month);
  return months;
}
