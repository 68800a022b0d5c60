// STAT-5, STAT-6: figures, their restatements and the lines behind them over HTTP.

import type { Db } from '@zhuangui/protocol/db/db.ts';
import { Closed, Day } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { type Route, route } from '../http/routes/route.ts';
import { toCsv } from '../platform/csv.ts';
import { xlsxOf } from '../platform/xlsx.ts';
import { factKinds } from './facts.ts';
import { figureCells, figureHeader } from './figure-table.ts';
import type { FigureRow, Figures } from './figures.ts';
import type { FigureLines } from './lines.ts';
import type { Names } from './names.ts';
import { type RestatementQuestion, restatementsOf } from './restatements.ts';
import { FigureQuery, filterFields, filtersOf, periodFields, questionOf } from './statistics-query.ts';

const Count = Type.Integer();
const Sums = {
  ...{
    sales: Count,
    salesFen: Count,
    refunds: Count,
    refundsFen: Count,
    notDelivered: Count,
    unknown: Count,
  },
  ...{ judged: Count, certified: Count, refused: Count },
  certifiedShare: Type.Union([Type.Number(), Type.Null()]),
};
const FigureAnswer = Closed({
  rows: Type.Array(Closed({ period: Type.String(), key: Type.String(), name: Type.String(), ...Sums })),
  total: Count,
  sum: Closed(Sums),
  from: Day,
  to: Day,
});

type Sorted = keyof Pick<FigureRow, 'period' | 'name' | 'key' | 'salesFen' | 'sales' | 'refused'>;

/** By time first, then the largest sales; or by the column asked for. */
export function sorted(rows: readonly FigureRow[], sort: string | undefined): FigureRow[] {
  if (sort === undefined)
    return rows.toSorted((a, b) =>
      a.period === b.period ? b.salesFen - a.salesFen : a.period < b.period ? -1 : 1,
    );
  const field = sort.replace(/^-/, '') as Sorted;
  const sign = sort.startsWith('-') ? -1 : 1;
  const compare = (a: FigureRow, b: FigureRow): number => {
    const [one, two] = [a[field], b[field]];
    if (typeof one === 'string') return one < (two as string) ? -1 : one > (two as string) ? 1 : 0;
    return ((one as number | null) ?? -1) - ((two as number | null) ?? -1);
  };
  return rows.toSorted((a, b) => sign * compare(a, b));
}

export interface FigureRouteParts {
  reader: Db;
  figures: Figures;
  lines: FigureLines;
  names: Names;
}

export function figureRoutes({ reader, figures, lines, names }: FigureRouteParts): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/statistics',
      tag: 'statistics',
      summary:
        'Counter-verified figures of a period by one dimension and a step of time, within the scope of who asks.',
      access: 'statistics.read',
      query: FigureQuery,
      answer: FigureAnswer,
      async handle({ query, scope }) {
        const { rows, total } = await figures.ask(questionOf(query, scope));
        const size = query.pageSize ?? 50;
        const from = ((query.page ?? 1) - 1) * size;
        const page = sorted(rows, query.sort).slice(from, from + size);
        return { rows: page, total: rows.length, sum: total, from: query.from, to: query.to };
      },
    }),
    route({
      method: 'get',
      path: '/api/statistics/export',
      tag: 'statistics',
      summary: 'The same figures as a table: CSV (UTF-8) or XLSX.',
      access: 'statistics.read',
      query: Closed({ ...FigureQuery.properties, format: Type.Enum(['csv', 'xlsx'] as const) }),
      answerType: 'application/octet-stream',
      async handle({ query, scope, response }) {
        const { rows } = await figures.ask(questionOf(query, scope));
        const cells = [figureHeader(query.by ?? 'none'), ...sorted(rows, query.sort).map(figureCells)];
        const name = `statistics-${query.from}-${query.to}.${query.format}`;
        response.attachment(name);
        response.send(
          query.format === 'csv' ? Buffer.from(toCsv(cells)) : await xlsxOf([{ name: '统计', rows: cells }]),
        );
        return undefined;
      },
    }),
    route({
      method: 'get',
      path: '/api/statistics/lines',
      tag: 'statistics',
      summary: 'The signed journal lines behind a figure: the same period and filters give the same sum.',
      access: 'statistics.lines',
      query: Closed({
        ...periodFields,
        ...filterFields,
        kind: Type.Optional(Type.Enum([...Object.keys(factKinds), 'uncertified'])),
        page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
        pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
      }),
      async handle({ query, scope }) {
        const limit = query.pageSize ?? 50;
        const found = await lines.list({
          ...{ from: query.from, to: query.to, filters: filtersOf(query), scope },
          ...(query.kind === undefined ? {} : { kind: query.kind as 'uncertified' }),
          ...{ limit, offset: ((query.page ?? 1) - 1) * limit },
        });
        const counters = await names.of('counter', [...new Set(found.rows.map(({ counter }) => counter))]);
        const entries = await names.of('entry', [...new Set(found.rows.map(({ entry }) => entry))]);
        const rows = found.rows.map((row) => ({
          ...row,
          ...{ counterName: counters.get(row.counter), product: entries.get(row.entry) },
        }));
        return { ...found, rows };
      },
    }),
    route({
      method: 'get',
      path: '/api/statistics/restatements',
      tag: 'statistics',
      summary: 'What late lines changed in days or months that were over, and when that was noticed.',
      access: 'statistics.read',
      query: Closed({
        ...periodFields,
        noticedFrom: Type.Optional(Day),
        grain: Type.Optional(Type.Enum(['day', 'month'] as const)),
        by: Type.Optional(Type.Enum(['none', 'league', 'banner', 'operatingCompany'] as const)),
      }),
      async handle({ query, scope }) {
        const { grain = 'day', by = 'none', ...rest } = query;
        const question: RestatementQuestion = { ...rest, grain, by, scope };
        const rows = await restatementsOf(reader, question);
        const nameOf =
          by === 'none'
            ? new Map<string, string>()
            : await names.of(by, [...new Set(rows.map(({ key }) => key))]);
        return { rows: rows.map((row) => ({ ...row, name: nameOf.get(row.key) ?? '' })) };
      },
    }),
    route({
      method: 'get',
      path: '/api/statistics/values',
      tag: 'statistics',
      summary:
        'Values a filter may take, by what was sold in the period; the first fifty that hold the text.',
      access: 'statistics.read',
      query: Closed({
        ...periodFields,
        dimension: FigureQuery.properties.by,
        search: Type.Optional(Type.String({ maxLength: 60 })),
      }),
      async handle({ query, scope }) {
        const by = query.dimension ?? 'league';
        const { rows } = await figures.ask({
          from: query.from,
          to: query.to,
          grain: 'none',
          by,
          filters: {},
          scope,
        });
        const text = (query.search ?? '').toLowerCase();
        const found = rows.filter(({ key, name }) => `${key}\n${name}`.toLowerCase().includes(text));
        return {
          rows: sorted(found, undefined)
            .slice(0, 50)
            .map(({ key, name }) => ({ key, name })),
        };
      },
    }),
  ];
}
