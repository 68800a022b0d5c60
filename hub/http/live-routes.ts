// What the console shows: the dashboard once, the dashboard as it changes, and the counters.
import Type from 'typebox';
import { inScope } from '../people/scope.ts';
import { CounterRow, Dashboard } from './answers.ts';
import type { HttpParts } from './hub-parts.ts';
import { type Route, route } from './routes/route.ts';

const Search = Type.Optional(Type.String({ maxLength: 100 }));
export const pageOf = (limitMax: number) =>
  Type.Object(
    {
      search: Search,
      offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
      limit: Type.Optional(Type.Integer({ minimum: 0, maximum: limitMax })),
    },
    { additionalProperties: false },
  );

/** The live picture is of the whole region; whoever has a part of it is given an overview of that part elsewhere. */
const region = {};

export function liveRoutes({ live, streams }: Pick<HttpParts, 'live' | 'streams'>): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/dashboard',
      tag: 'live',
      summary: 'Today’s figures of the whole region: sales, refusals, counters, lists, sanctions, cases.',
      access: 'dashboard.read',
      answer: Dashboard,
      async handle({ demand }) {
        await demand(region, 'dashboard');
        return live.dashboard();
      },
    }),
    route({
      method: 'get',
      path: '/api/dashboard/events',
      tag: 'live',
      summary: 'The dashboard as server-sent events named `dashboard`: after changes, every 10 s at least.',
      access: 'dashboard.read',
      answerType: 'text/event-stream',
      async handle({ demand, request, response }) {
        await demand(region, 'dashboard');
        streams.serve(request, response);
      },
    }),
    route({
      method: 'get',
      path: '/api/counters',
      tag: 'counters',
      summary: 'Counters of the caller’s place as they are now, found by id or name.',
      access: 'counter.read',
      query: pageOf(1000),
      answer: Type.Object({ total: Type.Integer({ minimum: 0 }), counters: Type.Array(CounterRow) }),
      handle: ({ query: { search = '', offset = 0, limit = 200 }, scope }) =>
        live.counters(search.toLowerCase(), offset, limit, (counter) => inScope(scope, counter)),
    }),
  ];
}
