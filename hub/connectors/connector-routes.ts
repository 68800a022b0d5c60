// Webhooks for administrators, and the event stream for whoever may know.

import type { Db } from '@zhuangui/protocol/db/db.ts';
import { Closed, Text } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import type { Access } from '../http/routes/access.ts';
import { type Route, route } from '../http/routes/route.ts';
import { type EventName, wantedNames } from './event-kinds.ts';
import type { createEventReaders } from './event-readers.ts';
import { newestEvent } from './outbox.ts';
import type { Webhooks } from './webhooks.ts';

const Wanted = Closed({
  name: Text(80),
  url: Text(500),
  events: Type.Array(Type.Enum(wantedNames as EventName[]), { minItems: 1, maxItems: 20, uniqueItems: true }),
});
const Count = Type.Integer({ minimum: 0 });
const TimeMs = Type.Integer({ minimum: 0 });
const Row = Closed({
  id: Type.String(),
  name: Type.String(),
  url: Type.String(),
  events: Type.Array(Type.String()),
  madeAtMs: TimeMs,
  madeBy: Type.String(),
  isPaused: Type.Boolean(),
  waiting: Count,
  dead: Count,
  delivered: Count,
});
const states = ['waiting', 'delivered', 'dead'] as const;
const Delivery = Closed({
  event: Count,
  name: Type.String(),
  key: Type.String(),
  atMs: TimeMs,
  state: Type.Enum(states),
  tries: Count,
  nextAtMs: TimeMs,
  lastAtMs: Type.Union([TimeMs, Type.Null()]),
  lastAnswer: Type.String(),
});
const Done = Closed({ done: Type.Literal(true) });
const done = { done: true } as const;
/** What no store can hold is no event. */
const eventIdOf = (text = ''): number => (/^\d{1,15}$/.test(text) ? Number(text) : 0);

export function connectorRoutes(parts: {
  webhooks: Webhooks;
  readers: ReturnType<typeof createEventReaders>;
  reader: Db;
  access: Access;
}): Route[] {
  const { webhooks, readers, reader, access } = parts;
  const common = { tag: 'webhooks', access: 'webhook.manage' } as const;
  const objectOf = (params: Record<string, string>) => `webhook/${params['id'] ?? ''}`;
  return [
    route({
      ...common,
      method: 'get',
      path: '/api/webhooks',
      summary: 'All webhooks with how many deliveries wait, arrived and were given up.',
      answer: Closed({ rows: Type.Array(Row), total: Count }),
      async handle({ demand }) {
        await demand({}, 'webhooks');
        const rows = await webhooks.list();
        return { rows, total: rows.length };
      },
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/webhooks',
      summary: 'Makes a webhook; the secret that signs its deliveries is in this answer only.',
      body: Wanted,
      answer: Closed({ id: Type.String(), secret: Type.String() }),
      status: 201,
      async handle({ actor, body, demand }) {
        await demand({}, 'webhooks');
        return webhooks.add(actor, body);
      },
    }),
    route({
      ...common,
      method: 'delete',
      path: '/api/webhooks/:id',
      summary: 'Removes a webhook with its deliveries.',
      answer: Done,
      async handle({ actor, params, demand }) {
        await demand({}, objectOf(params));
        await webhooks.remove(actor, params['id'] ?? '');
        return done;
      },
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/webhooks/:id/pause',
      summary: 'Holds deliveries back, or lets them go on.',
      body: Closed({ isPaused: Type.Boolean() }),
      answer: Done,
      async handle({ actor, params, body, demand }) {
        await demand({}, objectOf(params));
        await webhooks.pause(actor, params['id'] ?? '', body.isPaused);
        return done;
      },
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/webhooks/:id/test',
      summary: 'Sends an event `webhook.test` to this webhook alone.',
      answer: Closed({ key: Type.String() }),
      status: 202,
      async handle({ actor, params, demand }) {
        await demand({}, objectOf(params));
        return webhooks.test(actor, params['id'] ?? '');
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/api/webhooks/:id/deliveries',
      summary: 'Deliveries of a webhook, newest event first.',
      query: Closed({
        state: Type.Optional(Type.Enum(states)),
        search: Type.Optional(Type.String({ maxLength: 100 })),
        sort: Type.Optional(Type.String({ maxLength: 40 })),
        page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
        pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
      }),
      answer: Closed({ rows: Type.Array(Delivery), total: Count }),
      async handle({ params, query: { state, page = 1, pageSize = 50 }, demand }) {
        await demand({}, objectOf(params));
        return webhooks.deliveries(params['id'] ?? '', state, (page - 1) * pageSize, pageSize);
      },
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/webhooks/:id/deliveries/:event/resend',
      summary: 'Sends what was given up, or waits, now.',
      answer: Done,
      async handle({ actor, params, demand }) {
        await demand({}, objectOf(params));
        await webhooks.resend(actor, params['id'] ?? '', eventIdOf(params['event']));
        return done;
      },
    }),
    route({
      method: 'get',
      path: '/api/events',
      tag: 'events',
      summary:
        'Events as they happen, as server-sent events; `Last-Event-ID` or `after` resumes without a gap.',
      access: 'signed-in',
      query: Closed({ after: Type.Optional(Type.Integer({ minimum: 0 })) }),
      answerType: 'text/event-stream',
      async handle({ actor, query, request, response }) {
        const told = Number(request.get('last-event-id') ?? Number.NaN);
        const after =
          Number.isSafeInteger(told) && told >= 0 ? told : (query.after ?? (await newestEvent(reader)));
        readers.serve(request, response, { actor, after, identify: () => access.identify(request) });
      },
    }),
  ];
}
