// MON-4, MON-5: cases and cash counts over HTTP.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { Closed, CounterId, Text } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { orderBy } from '../commands/command-routes.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { wordsOfCase } from '../http/case-words.ts';
import { type Call, type Route, route } from '../http/routes/route.ts';
import type { CaseKind } from '../ledger/ledger-types.ts';
import { scopeWhere } from '../people/scope.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/domain-error.ts';
import { type CaseRow, type Cases, caseColumns, caseFrom, caseOpen } from './cases.ts';
import { CaseList, CountList, Done } from './money-answers.ts';
import { listFields, pageOf, periodFields, periodOf } from './money-lists.ts';
import { counterColumns } from './order-queries.ts';

export interface CaseRouteParts {
  reader: Db;
  clock: Clock;
  fleet: Fleet;
  cases: Cases;
}

const tag = 'money';

export function caseRoutes({ reader, clock, fleet, cases }: CaseRouteParts): Route[] {
  /** The case's number, after its place was asked about. */
  async function mine({
    params,
    demand,
  }: Pick<Call<unknown, unknown>, 'params' | 'demand'>): Promise<number> {
    const id = Number(params.id);
    if (!Number.isSafeInteger(id) || id < 1)
      throw new DomainError('unknown', 'unknown-case', 'There is no such case.');
    await demand(fleet.registry.get(await cases.counterOf(id)) ?? {}, `case/${id}`);
    return id;
  }

  return [
    route({
      method: 'get',
      path: '/api/money/cases',
      tag,
      summary: 'Cases of counters of your place, with who took them and how they were closed.',
      access: 'case.read',
      query: Closed({
        ...listFields,
        state: Type.Optional(Type.Enum(['open', 'closed', 'all'] as const)),
        kind: Type.Optional(Text(40)),
        counter: Type.Optional(CounterId),
      }),
      answer: CaseList,
      async handle({ query, scope }) {
        const where = scopeWhere(scope, counterColumns);
        const { state = 'open', kind = null, counter = null, search = '' } = query;
        const open = { open: caseOpen, closed: `NOT ${caseOpen}`, all: '1' }[state];
        const sql = `${caseFrom} WHERE ${where.sql} AND ${open} AND kind = coalesce(?, kind)
          AND ledger_case.counter = coalesce(?, ledger_case.counter)
          AND (ledger_case.counter || ' ' || coalesce(counter.name, '') || ' ' || detail) LIKE '%' || ? || '%'`;
        const params = [...where.params, kind, counter, search];
        const order = orderBy(query.sort ?? '-noticedAt', {
          noticedAt: 'noticed_at',
          kind: 'kind',
          counter: 'ledger_case.counter',
        });
        const { limit, offset } = pageOf(query);
        const rows = await reader.query<CaseRow>(
          `SELECT ${caseColumns} ${sql} ORDER BY ${order}, ledger_case.id DESC LIMIT ? OFFSET ?`,
          [...params, limit, offset],
        );
        const [count] = await reader.query<{ total: number }>(`SELECT count(*) AS total ${sql}`, params);
        const shown = rows.map((row) => ({
          ...row,
          open: row.open === 1,
          words: wordsOfCase(row.kind as CaseKind),
        }));
        return { rows: shown, total: count!.total };
      },
    }),
    route({
      method: 'post',
      path: '/api/money/cases/:id/assign',
      tag,
      summary: 'Says who looks after a case.',
      access: 'case.close',
      body: Closed({ assignee: Text(60) }),
      answer: Done,
      async handle(call) {
        await cases.assign(await mine(call), call.body.assignee, call.actor);
        return { done: true };
      },
    }),
    route({
      method: 'post',
      path: '/api/money/cases/:id/close',
      tag,
      summary: 'Closes a case with a reason; noticed again it is open again.',
      access: 'case.close',
      body: Closed({ reason: Text(300) }),
      answer: Done,
      async handle(call) {
        await cases.close(await mine(call), call.body.reason, call.actor);
        return { done: true };
      },
    }),
    route({
      method: 'get',
      path: '/api/money/cash-counts',
      tag,
      summary: 'Cash counts of counters of your place: expected, counted, left as float.',
      access: 'money.read',
      query: Closed({
        ...listFields,
        ...periodFields,
        counter: Type.Optional(CounterId),
        only: Type.Optional(Type.Literal('difference')),
      }),
      answer: CountList,
      async handle({ query, scope }) {
        const { fromMs, untilMs } = periodOf(query, clock.nowMs());
        const where = scopeWhere(scope, counterColumns);
        const sql = `FROM cash_count JOIN counter ON counter.id = cash_count.counter
          WHERE at >= ? AND at < ? AND ${where.sql} AND cash_count.counter = coalesce(?, cash_count.counter)
            AND (counter.id || ' ' || counter.name || ' ' || operator) LIKE '%' || ? || '%'
            ${query.only ? 'AND expected_fen <> counted_fen' : ''}`;
        const params = [fromMs, untilMs, ...where.params, query.counter ?? null, query.search ?? ''];
        const order = orderBy(query.sort ?? '-at', {
          at: 'at',
          counter: 'counter.id',
          difference: 'abs(counted_fen - expected_fen)',
        });
        const { limit, offset } = pageOf(query);
        const rows = await reader.query(
          `SELECT cash_count.journal_key || '-' || seq AS id, counter.id AS counter, counter.name AS counterName, at, box,
             expected_fen AS expectedFen, counted_fen AS countedFen, left_fen AS leftFen,
             counted_fen - expected_fen AS differenceFen, operator
           ${sql} ORDER BY ${order}, seq LIMIT ? OFFSET ?`,
          [...params, limit, offset],
        );
        const [count] = await reader.query<{ total: number }>(`SELECT count(*) AS total ${sql}`, params);
        return { rows, total: count!.total };
      },
    }),
  ];
}
