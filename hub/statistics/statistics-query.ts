// pure
// The query parameters that every figure's address shares.
import { Closed, Day } from '@zhuangui/protocol/units.ts';
import Type, { type Static } from 'typebox';
import type { Scope } from '../people/scope.ts';
import { dimensions, grains } from './dimensions.ts';
import type { Filters, Question } from './figure-query.ts';

const Value = Type.String({ minLength: 0, maxLength: 100 });
const filterFields = Object.fromEntries(dimensions.map((name) => [name, Type.Optional(Value)])) as Record<
  (typeof dimensions)[number],
  Type.TOptional<typeof Value>
>;
export const By = Type.Enum(['none', ...dimensions] as const);

export const periodFields = { from: Day, to: Day };
export { filterFields };

export const FigureQuery = Closed({
  ...periodFields,
  ...filterFields,
  grain: Type.Optional(Type.Enum(grains)),
  by: Type.Optional(By),
  sort: Type.Optional(
    Type.String({
      pattern: '^-?(period|name|key|salesFen|sales|refundsFen|notDelivered|certifiedShare|refused)$',
    }),
  ),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
});
export type FigureQuery = Static<typeof FigureQuery>;

export const filtersOf = (query: Partial<Record<(typeof dimensions)[number], string>>): Filters =>
  Object.fromEntries(
    dimensions.filter((name) => query[name] !== undefined).map((name) => [name, query[name]]),
  );

export const questionOf = (
  query: Omit<FigureQuery, 'page' | 'pageSize' | 'sort'>,
  scope: Scope,
): Question => ({
  ...{ from: query.from, to: query.to, grain: query.grain ?? 'none', by: query.by ?? 'none' },
  ...{ filters: filtersOf(query), scope },
});
