// pure
// STAT-5: which table answers a question the cheapest, and the statement for it.
import type { SqlValue } from '@zhuangui/protocol/db/db.ts';
import type { Scope } from '../people/scope.ts';
import { scopeWhere } from '../people/scope.ts';
import {
  type Dimension,
  dayNumber,
  dimensionColumns,
  dimensions,
  type Grain,
  isOfArea,
  isOfGoods,
  isOfPlace,
  methods,
  monthsBetween,
} from './dimensions.ts';
import { factKinds } from './facts.ts';
import { sumColumns, sumFields } from './sums.ts';

export type Filters = Partial<Record<Dimension, string>>;

export interface Question {
  /** Calendar days, both included. */
  from: string;
  to: string;
  grain: Grain;
  by: Dimension | 'none';
  filters: Filters;
  scope: Scope;
}

export interface Statement {
  sql: string;
  params: SqlValue[];
  source: Source;
}

export type Source =
  | 'stat_area_month'
  | 'stat_area_day'
  | 'stat_place_month'
  | 'stat_goods_day'
  | 'stat_goods_month'
  | 'stat_line';

/** The last day of a month: the next month's first, less one. */
function isMonthEnd(day: string): boolean {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString();
  return next.slice(8, 10) === '01';
}
export const isWholeMonths = ({ from, to }: { from: string; to: string }): boolean =>
  from.endsWith('-01') && isMonthEnd(to);

/** Dimensions a question touches: divided by, filtered by, and bound to by the scope. */
function touched({ by, filters, scope }: Question): Dimension[] {
  const named = dimensions.filter((dimension) => dimension === by || filters[dimension] !== undefined);
  if (scope.everything) return named;
  const scoped: [Dimension, readonly string[]][] = [
    ['league', scope.leagues],
    ['banner', scope.banners],
    ['operatingCompany', scope.operatingCompanies],
    ['hostUnit', scope.hostUnits],
    ['supplier', scope.creditCodes],
  ];
  return [...named, ...scoped.filter(([, values]) => values.length > 0).map(([dimension]) => dimension)];
}

export function sourceOf(question: Question): Source {
  const used = touched(question);
  const goods = used.some(isOfGoods);
  const place = used.some(isOfPlace);
  const byMonth = isWholeMonths(question) && question.grain !== 'day';
  if (goods && place) return 'stat_line';
  if (goods) return byMonth ? 'stat_goods_month' : 'stat_goods_day';
  if (used.filter(isOfPlace).every(isOfArea)) return byMonth ? 'stat_area_month' : 'stat_area_day';
  return byMonth ? 'stat_place_month' : 'stat_line';
}

const dictionaries = {
  stat_area_month: 'JOIN stat_area AS p ON p.id = t.area',
  stat_area_day: 'JOIN stat_area AS p ON p.id = t.area',
  stat_place_month: 'JOIN stat_place AS p ON p.id = t.place',
  stat_goods_day: 'JOIN stat_goods AS g ON g.id = t.goods',
  stat_goods_month: 'JOIN stat_goods AS g ON g.id = t.goods',
} as const;

const kindSum = {
  sales: `sum(t.kind = ${factKinds.sale})`,
  salesFen: `sum((t.kind = ${factKinds.sale}) * t.fen)`,
  refunds: `sum(t.kind = ${factKinds.refund})`,
  refundsFen: `sum((t.kind = ${factKinds.refund}) * t.fen)`,
  notDelivered: `sum(t.kind = ${factKinds.notDelivered})`,
  unknown: `sum(t.kind = ${factKinds.unknown})`,
  judged: 'sum(t.certified IS NOT NULL)',
  certified: 'sum(t.certified IS 1)',
  refused: `sum(t.kind = ${factKinds.refused})`,
} as const;

/** The condition of filters and scope in the columns of the joined dictionaries. */
export function conditionOf(filters: Filters, scope: Scope, has: { place: boolean; goods: boolean }) {
  const terms: string[] = [];
  const params: SqlValue[] = [];
  for (const dimension of dimensions) {
    const value = filters[dimension];
    if (value === undefined) continue;
    terms.push(`${dimensionColumns[dimension]} = ?`);
    params.push(dimension === 'method' ? methods.indexOf(value as never) : value);
  }
  const area = { league: 'p.league', banner: 'p.banner', operatingCompany: 'p.operating_company' };
  const place = { ...area, hostUnit: 'p.host_unit' };
  const hasUnits = scope.hostUnits.length > 0;
  const scoped = scopeWhere(scope, {
    ...(has.place ? (hasUnits ? place : area) : {}),
    ...(has.goods ? { creditCode: 'g.credit_code' } : {}),
  });
  return { sql: [...terms, scoped.sql].join(' AND '), params: [...params, ...scoped.params] };
}

const narrow = (filters: Filters, is: (dimension: Dimension) => boolean) =>
  dimensions.some((dimension) => is(dimension) && filters[dimension] !== undefined);

/** Lines in the order that reads the fewest: by place as they lie, or by goods through their index. */
export function lineTables(
  { filters, scope }: Pick<Question, 'filters' | 'scope'>,
  joins: { place: boolean; goods: boolean },
) {
  const one = filters.entry !== undefined || filters.supplier !== undefined || scope.creditCodes.length > 0;
  const byPlace = narrow(filters, isOfPlace) || (!scope.everything && scope.creditCodes.length === 0);
  const byGoods = one || (!byPlace && narrow(filters, isOfGoods));
  if (byGoods)
    return `stat_goods AS g CROSS JOIN stat_line AS t INDEXED BY stat_line_goods ON t.goods = g.id
      ${joins.place ? 'JOIN stat_place AS p ON p.id = t.place' : ''}`;
  if (byPlace)
    return `stat_place AS p CROSS JOIN stat_line AS t ON t.place = p.id
      ${joins.goods ? 'JOIN stat_goods AS g ON g.id = t.goods' : ''}`;
  return `stat_line AS t ${joins.place ? 'JOIN stat_place AS p ON p.id = t.place' : ''}
    ${joins.goods ? 'JOIN stat_goods AS g ON g.id = t.goods' : ''}`;
}

/** One row a period and value; columns `period`, `key` and the sums. At most `rowsMax` + 1 rows. */
export function statementOf(question: Question, rowsMax: number): Statement {
  const { from, to, grain, by, filters, scope } = question;
  const source = sourceOf(question);
  const isLine = source === 'stat_line';
  const used = touched(question);
  const joins = { place: used.some(isOfPlace), goods: used.some(isOfGoods) };
  const days = [dayNumber(from), dayNumber(to)] as const;
  const months = monthsBetween(...days);
  const time = source.endsWith('_month') ? 't.month' : 't.day';
  const period = {
    none: '0',
    day: 't.day',
    month: `${time === 't.month' ? 't.month' : 't.day / 100'}`,
    year: time === 't.month' ? 't.month / 100' : 't.day / 10000',
  }[grain];
  const key = by === 'none' ? `''` : dimensionColumns[by];
  const sums = sumFields.map(
    (field) => `${isLine ? kindSum[field] : `sum(t.${sumColumns[field]})`} AS ${field}`,
  );
  const tables = isLine
    ? lineTables(question, joins)
    : `${source} AS t ${dictionaries[source as keyof typeof dictionaries]}`;
  const has = isLine
    ? joins
    : { place: !source.startsWith('stat_goods'), goods: source.startsWith('stat_goods') };
  const condition = conditionOf(filters, scope, has);
  const within = isLine
    ? 't.month IN (SELECT value FROM json_each(?)) AND t.day BETWEEN ? AND ?'
    : `${time} BETWEEN ? AND ?`;
  const timeParams: SqlValue[] = isLine
    ? [JSON.stringify(months), ...days]
    : time === 't.month'
      ? [months[0]!, months.at(-1)!]
      : [...days];
  return {
    source,
    sql: `SELECT ${period} AS period, ${key} AS key, ${sums.join(', ')} FROM ${tables}
      WHERE ${within} AND ${condition.sql} GROUP BY 1, 2 LIMIT ${rowsMax + 1}`,
    params: [...timeParams, ...condition.params],
  };
}
