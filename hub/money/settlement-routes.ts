// MON-6, MON-7 over HTTP.
import { Closed } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { type Route, route } from '../http/routes/route.ts';
import type { Scope } from '../people/scope.ts';
import { formatField, sendTable, yuanCell } from './money-lists.ts';
import { earlierFen } from './settlement.ts';
import { type Settlement, type Settlements, settledBy } from './settlements.ts';

const Month = Type.String({ pattern: '^20[0-9]{2}-(0[1-9]|1[0-2])$' });
const By = Type.Enum(settledBy);
const Row = Closed({
  key: Type.String(),
  name: Type.String(),
  sales: Type.Integer(),
  salesFen: Type.Integer(),
  earlier: Type.Record(Type.String(), Type.Integer()),
});
const Answer = Closed({
  month: Month,
  by: By,
  settled: Type.Union([Type.Null(), Closed({ at: Type.Integer(), name: Type.String() })]),
  rows: Type.Array(Row),
});

/** MON-1: a company sees its own row; suppliers are for whoever has the whole region. */
function seen(settlement: Settlement, scope: Scope): Settlement {
  if (scope.everything) return settlement;
  const rows =
    settlement.by === 'operatingCompany'
      ? settlement.rows.filter(({ key }) => scope.operatingCompanies.includes(key))
      : [];
  return { ...settlement, rows };
}

export function settlementRoutes({ settlements }: { settlements: Settlements }): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/money/settlements',
      tag: 'money',
      summary:
        'A month by supplier or operating company: frozen when settled, live before; with `format` as a table.',
      access: 'money.read',
      query: Closed({ month: Month, by: By, ...formatField }),
      answer: Answer,
      async handle({ query, scope, response }) {
        const settlement = seen(await settlements.of(query.month, query.by), scope);
        if (!query.format) return settlement;
        const head = ['月份', '代码', '名称', '销售件数', '销售额（元）', '补记以前月份（元）', '合计（元）'];
        const cells = settlement.rows.map((row) => [
          ...[query.month, row.key, row.name, row.sales, yuanCell(row.salesFen), yuanCell(earlierFen(row))],
          yuanCell(row.salesFen + earlierFen(row)),
        ]);
        return sendTable(response, `settlement-${query.by}-${query.month}`, query.format, [head, ...cells]);
      },
    }),
    route({
      method: 'post',
      path: '/api/money/settlements',
      tag: 'money',
      summary: 'Settles a month that is over; it never changes afterwards.',
      access: 'money.settle',
      body: Closed({ month: Month, by: By }),
      answer: Answer,
      async handle({ body, actor, demand }) {
        await demand({}, `settlement/${body.by}/${body.month}`);
        return settlements.settle(body.month, body.by, actor);
      },
    }),
  ];
}
