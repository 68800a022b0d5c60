// Alarms over HTTP: lists, groups, counts, and what people do about them.
import { Closed, Text } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { type Call, type Route, route } from '../http/routes/route.ts';
import type { Audit } from '../people/audit-port.ts';
import { DomainError } from '../platform/domain-error.ts';
import { severities } from './alarm-machine.ts';
import { alarmSorts } from './alarm-store.ts';
import type { Acting, AlarmAct, Alarms, CounterPlaceOf } from './alarms.ts';

export interface AlarmRouteParts {
  alarms: Alarms;
  audit: Audit;
  place(counter: string): (CounterPlaceOf & { name: string }) | undefined;
}

const tag = 'alarms';
const access = 'counter.read';
const action = 'alarm.handle';
const Count = Type.Integer();
const Word = Type.Optional(Type.String({ maxLength: 100 }));
const Ids = Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1, maxItems: 20_000 });
const Rows = Type.Object({ rows: Type.Array(Type.Object({}, { additionalProperties: true })), total: Count });
const names = Object.keys(alarmSorts);

export function alarmRoutes({ alarms, audit, place }: AlarmRouteParts): Route[] {
  /** ALM-4: every counter the alarms are about must lie within the caller's place. */
  async function act(call: Call<{ ids: number[] }, unknown>, what: AlarmAct): Promise<{ done: number }> {
    const { ids } = call.body;
    const counters = new Set((await alarms.find(ids)).map(({ counter }) => counter));
    for (const counter of counters) await call.demand(place(counter) ?? {}, `alarm/${counter}`);
    const acting: Acting = {
      by: call.actor,
      audit: (tx, entry) => audit.write(tx, { actor: call.actor, action, outcome: 'done', ...entry }),
    };
    return { done: (await alarms.act(ids, what, acting)).length };
  }
  const done = Type.Object({ done: Count });

  return [
    route({
      method: 'get',
      path: '/api/alarms',
      tag,
      summary: 'Alarms of one’s counters, open and past.',
      access,
      query: Type.Object(
        {
          search: Word,
          state: Type.Optional(Type.Enum(['open', 'cleared', 'closed'])),
          severity: Type.Optional(Type.Enum(severities)),
          code: Word,
          counter: Word,
          banner: Word,
          assignee: Word,
          acknowledged: Type.Optional(Type.Enum(['yes', 'no'])),
          sort: Type.Optional(Type.Enum(names.flatMap((name) => [name, `-${name}`]))),
          page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
          pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
        },
        { additionalProperties: false },
      ),
      answer: Rows,
      handle({ scope, query }) {
        const { page = 1, pageSize = 50, sort = '-raisedAt', ...filter } = query;
        const order = { sort: sort.replace(/^-/, ''), isDescending: sort.startsWith('-') };
        return alarms.list(scope, { ...(filter as object), ...order, page, pageSize });
      },
    }),
    route({
      method: 'get',
      path: '/api/alarms/groups',
      tag,
      summary: 'Open alarms, those with one cause together, gravest first.',
      access,
      answer: Rows,
      handle({ scope }) {
        const groups = alarms.groups(scope);
        const rows = groups.slice(0, 500).map((group) => ({
          ...group,
          ids: group.ids.slice(0, 20_000),
          counters: group.counters.slice(0, 50).map((id) => ({ id, name: place(id)?.name ?? id })),
          counterCount: group.counters.length,
        }));
        return { rows, total: groups.length };
      },
    }),
    route({
      method: 'get',
      path: '/api/alarms/counts',
      tag,
      summary: 'How many alarms stand open, by gravity.',
      access,
      answer: Type.Object({
        open: Count,
        unacknowledged: Count,
        info: Count,
        warning: Count,
        critical: Count,
      }),
      handle: ({ scope }) => alarms.counts(scope),
    }),
    route({
      method: 'post',
      path: '/api/alarms/acknowledge',
      tag,
      summary: 'Says that somebody has seen these alarms.',
      access: action,
      body: Closed({ ids: Ids }),
      bodyBytesMax: 262_144,
      answer: done,
      handle: (call) => act(call, { act: 'acknowledge' }),
    }),
    route({
      method: 'post',
      path: '/api/alarms/assign',
      tag,
      summary: 'Gives these alarms to somebody.',
      access: action,
      body: Closed({ ids: Ids, assignee: Text(60) }),
      bodyBytesMax: 262_144,
      answer: done,
      handle: (call) => act(call, { act: 'assign', assignee: call.body.assignee }),
    }),
    route({
      method: 'post',
      path: '/api/alarms/close',
      tag,
      summary: 'Closes alarms whose cause is gone, and tickets, with a note.',
      access: action,
      body: Closed({ ids: Ids, note: Text(300) }),
      bodyBytesMax: 262_144,
      answer: done,
      async handle(call) {
        if (call.body.note.trim() === '')
          throw new DomainError('invalid', 'note-missing', 'Write what was done about it.');
        return act(call, { act: 'close', note: call.body.note });
      },
    }),
  ];
}
