// Restock suggestions over HTTP: by route, as a page and as a table.
import Type from 'typebox';
import type { FleetView } from '../fleet/fleet-view.ts';
import { type Route, route } from '../http/routes/route.ts';
import type { Scope } from '../people/scope.ts';
import { toCsv } from '../platform/csv.ts';
import { DomainError } from '../platform/domain-error.ts';
import { xlsxOf, xlsxType } from '../platform/xlsx.ts';
import { type PlanCounter, planRestock, type RoutePlan } from './restock-plan.ts';
import { type RestockParts, restockInput } from './restock-source.ts';

/** Counters in one suggestion at most: a tour has some tens. */
const countersMax = 500;
const days = (maximum: number) => Type.Optional(Type.Integer({ minimum: 1, maximum }));
const Word = Type.Optional(Type.String({ maxLength: 100 }));
const fields = {
  route: Word,
  operatingCompany: Word,
  banner: Word,
  counter: Word,
  lookBackDays: days(90),
  coverDays: days(60),
  keepDays: days(90),
};
const Question = Type.Object(fields, { additionalProperties: false });
type Question = Type.Static<typeof Question>;

export function restockRoutes(parts: RestockParts & { view: FleetView }): Route[] {
  const { view, catalog } = parts;
  const productOf = (entry: string) => catalog.get(entry)?.name ?? entry;

  async function plan(scope: Scope, question: Question): Promise<RoutePlan[]> {
    const { lookBackDays = 14, coverDays = 7, keepDays = 7, counter, route: tour, ...place } = question;
    const filter = { ...place, status: 'enrolled', ...(tour && tour !== '-' ? { route: tour } : {}) };
    const found = view
      .find(scope, filter as never)
      .filter(({ id, route: own }) => (counter ? id === counter : true) && (tour === '-' ? !own : true));
    if (found.length > countersMax)
      throw new DomainError(
        'invalid',
        'too-many-counters',
        `${found.length} counters are more than ${countersMax}: choose a route, a company or a banner.`,
        { count: found.length, max: countersMax },
      );
    return planRestock(await restockInput(parts, { counters: found, lookBackDays, coverDays, keepDays }));
  }

  return [
    route({
      method: 'get',
      path: '/api/restock/suggestions',
      tag: 'fleet',
      summary:
        'What to load on which route: pick list, and per counter the slots. Route `-`: counters without one.',
      access: 'counter.read',
      query: Question,
      answer: Type.Object({
        rows: Type.Array(Type.Object({}, { additionalProperties: true })),
        total: Type.Integer(),
      }),
      async handle({ scope, query }) {
        const rows = (await plan(scope, query)).map((one) => ({
          ...one,
          pick: one.pick.map((row) => ({ ...row, product: productOf(row.entry) })),
          counters: one.counters.map((counter) => ({
            ...counter,
            lines: counter.lines.map((line) => ({ ...line, product: productOf(line.entry) })),
          })),
        }));
        return { rows, total: rows.length };
      },
    }),
    route({
      method: 'get',
      path: '/api/restock/table',
      tag: 'fleet',
      summary: 'The same suggestions as XLSX (pick lists and slots) or CSV (slots).',
      access: 'counter.read',
      query: Type.Object(
        { ...fields, format: Type.Optional(Type.Union([Type.Literal('xlsx'), Type.Literal('csv')])) },
        { additionalProperties: false },
      ),
      answerType: 'application/octet-stream',
      async handle({ scope, query, response }) {
        const { format = 'xlsx', ...question } = query;
        const plans = await plan(scope, question);
        const slots = [slotHeadings, ...plans.flatMap((one) => slotRows(one, productOf))];
        response.attachment(`restock.${format}`);
        if (format === 'csv') {
          response.type('text/csv; charset=utf-8').send(toCsv(slots));
          return undefined;
        }
        const pick = [pickHeadings, ...plans.flatMap((one) => pickRows(one, productOf))];
        const sheets = [
          { name: '配货单', rows: pick },
          { name: '货道', rows: slots },
        ];
        response.type(xlsxType).send(await xlsxOf(sheets));
        return undefined;
      },
    }),
  ];
}

type Cell = string | number;
const pickHeadings: Cell[] = ['线路', '产品编号', '产品', '件数', '专柜数'];
const slotHeadings: Cell[] = [
  ...['线路', '司机', '专柜编号', '专柜', '货道', '产品编号', '产品', '补货', '取出', '现有', '容量'],
  '日均销量',
];

const pickRows = ({ route: tour, pick }: RoutePlan, productOf: (entry: string) => string): Cell[][] =>
  pick.map(({ entry, packages, counters }) => [tour, entry, productOf(entry), packages, counters]);

function slotRows({ route: tour, counters }: RoutePlan, productOf: (entry: string) => string): Cell[][] {
  const ofCounter = ({ id, name, driver, lines }: PlanCounter & RoutePlan['counters'][number]) =>
    lines.map(({ slot, entry, load, takeOut, count, capacity, perDay }): Cell[] => [
      ...[tour, driver, id, name, slot, entry, productOf(entry), load, takeOut, count, capacity],
      Math.round(perDay * 100) / 100,
    ]);
  return counters.flatMap(ofCounter);
}
