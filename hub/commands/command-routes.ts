// CMD-10: who may command a counter does it here; lists hold only counters of one's place.
import { CommandAct, ReportedSlot } from '@zhuangui/protocol/commands.ts';
import type { Db, SqlValue } from '@zhuangui/protocol/db/db.ts';
import { Closed, CounterId, Text } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import type { Fleet } from '../fleet/fleet.ts';
import { type Call, type Route, route } from '../http/routes/route.ts';
import type { ObjectPlace } from '../people/actor.ts';
import { scopeWhere } from '../people/scope.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/domain-error.ts';
import { type CommandRow, commandColumns, commandView } from './command-rows.ts';
import type { Commands } from './commands.ts';

export interface CommandRouteParts {
  commands: Commands;
  reader: Db;
  clock: Clock;
  fleet: Fleet;
}

export const counterScope = {
  league: 'counter.league',
  banner: 'counter.banner',
  operatingCompany: 'counter.operating_company',
  hostUnit: 'counter.host_unit',
};

/** To whom a counter belongs. Throws DomainError `unknown`. */
export function placeOfCounter(fleet: Fleet, id: string): ObjectPlace {
  const counter = fleet.registry.get(id);
  if (!counter) throw new DomainError('unknown', 'unknown-counter', 'There is no such counter.');
  const { league, banner, operatingCompany, hostUnit } = counter;
  return { league, banner, operatingCompany, hostUnit };
}

const View = Closed({
  id: Type.String(),
  counter: Type.String(),
  counterName: Type.Union([Type.String(), Type.Null()]),
  name: Type.String(),
  act: CommandAct,
  issuedBy: Type.String(),
  issuedName: Type.String(),
  issuedAt: Type.Integer(),
  expiresAt: Type.Integer(),
  rollout: Type.Union([Type.String(), Type.Null()]),
  state: Type.String({ description: 'waiting, unanswered, ok, refused, expired or unknown' }),
  reason: Type.Union([Type.String(), Type.Null()]),
  answeredAt: Type.Union([Type.Integer(), Type.Null()]),
  seq: Type.Union([Type.Integer(), Type.Null()]),
  slots: Type.Union([Type.Array(ReportedSlot), Type.Null()]),
  hasLogs: Type.Boolean(),
});

const listFields = {
  search: Type.Optional(Text(80)),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  sort: Type.Optional(Text(20)),
};

const sorts: Record<string, string> = {
  issuedAt: 'issued_at',
  counter: 'command.counter',
  name: 'command.name',
  state: 'state',
};

/** A whitelisted ORDER BY. Throws DomainError `invalid`. */
export function orderBy(sort: string, columns: Record<string, string>): string {
  const name = sort.replace(/^-/, '');
  const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
  if (!column)
    throw new DomainError('invalid', 'bad-sort', `Sort by one of: ${Object.keys(columns).join(', ')}.`);
  return `${column} ${sort.startsWith('-') ? 'DESC' : 'ASC'}`;
}

const hourS = 3600;
const IssueBody = Closed({
  act: CommandAct,
  /** Seconds within which the counter may begin it. */
  lastsS: Type.Optional(Type.Integer({ minimum: 10, maximum: 7 * 24 * hourS })),
});

export function commandRoutes({ commands, reader, clock, fleet }: CommandRouteParts): Route[] {
  async function shown(call: Pick<Call<unknown, unknown>, 'scope'>, id: string): Promise<CommandRow> {
    const { sql, params } = scopeWhere(call.scope, counterScope);
    const [row] = await reader.query<CommandRow>(
      `SELECT ${commandColumns} FROM command JOIN counter ON counter.id = command.counter WHERE command.id = ? AND ${sql}`,
      [clock.nowMs(), id, ...params],
    );
    if (!row) throw new DomainError('unknown', 'unknown-command', 'There is no such command.');
    return row;
  }

  return [
    route({
      method: 'get',
      path: '/api/commands',
      tag: 'commands',
      summary: 'Commands to counters of your place, newest first.',
      access: 'counter.command',
      query: Closed({
        ...listFields,
        counter: Type.Optional(CounterId),
        state: Type.Optional(Text(12)),
        name: Type.Optional(Text(20)),
        rollout: Type.Optional(Text(40)),
      }),
      answer: Closed({ rows: Type.Array(View), total: Type.Integer() }),
      async handle({ scope, query }) {
        const { sql, params } = scopeWhere(scope, counterScope);
        const given: [string, SqlValue][] = [];
        if (query.counter) given.push(['command.counter = ?', query.counter]);
        if (query.name) given.push(['command.name = ?', query.name]);
        if (query.rollout) given.push(['command.rollout = ?', query.rollout]);
        if (query.state)
          given.push([
            "CASE WHEN state = 'waiting' AND expires_at < ?1 THEN 'unanswered' ELSE state END = ?",
            query.state,
          ]);
        if (query.search)
          given.push([
            "(command.counter || ' ' || counter.name || ' ' || issued_name) LIKE '%' || ? || '%'",
            query.search,
          ]);
        const from = `FROM command JOIN counter ON counter.id = command.counter
          WHERE ?1 = ?1 AND ${[sql, ...given.map(([term]) => term)].join(' AND ')}`;
        const values = [clock.nowMs(), ...params, ...given.map(([, value]) => value)];
        const { page = 1, pageSize = 50, sort = '-issuedAt' } = query;
        const rows = await reader.query<CommandRow>(
          `SELECT ${commandColumns} ${from} ORDER BY ${orderBy(sort, sorts)}, command.rowid DESC LIMIT ? OFFSET ?`,
          [...values, pageSize, (page - 1) * pageSize],
        );
        const [count] = await reader.query<{ total: number }>(`SELECT count(*) AS total ${from}`, values);
        return { rows: rows.map(commandView), total: count!.total };
      },
    }),
    route({
      method: 'post',
      path: '/api/counters/:id/commands',
      tag: 'commands',
      summary: 'Asks one counter to do something; it is done at most once, before its time is over.',
      access: 'counter.command',
      body: IssueBody,
      status: 201,
      answer: Closed({ id: Type.String() }),
      async handle({ params: { id }, body, actor, demand }) {
        await demand(placeOfCounter(fleet, id!), `counter/${id}`);
        return commands.issue({ counter: id!, act: body.act, actor, lastsMs: (body.lastsS ?? hourS) * 1000 });
      },
    }),
    route({
      method: 'get',
      path: '/api/commands/:id',
      tag: 'commands',
      summary: 'One command and what became of it.',
      access: 'counter.command',
      answer: View,
      handle: async (call) => commandView(await shown(call, call.params.id!)),
    }),
    route({
      method: 'get',
      path: '/api/commands/:id/logs',
      tag: 'commands',
      summary: 'The log lines a counter handed out: JSON lines, gzip.',
      access: 'counter.command',
      answerType: 'application/gzip',
      async handle(call) {
        const { id, counter } = await shown(call, call.params.id!);
        const [row] = await reader.query<{ bundle: string | null }>(
          'SELECT bundle FROM command WHERE id = ?',
          [id],
        );
        if (!row?.bundle) throw new DomainError('unknown', 'no-logs', 'This command handed out no logs.');
        call.response
          .type('application/gzip')
          .set('content-disposition', `attachment; filename="${counter}-${id}.jsonl.gz"`)
          .send(Buffer.from(row.bundle, 'base64'));
      },
    }),
    route({
      method: 'get',
      path: '/api/counters/:id/help',
      tag: 'commands',
      summary: 'The newest view of a counter whose help session is open; null otherwise.',
      access: 'counter.command',
      answer: Type.Union([
        Type.Null(),
        Closed({ command: Type.String(), at: Type.Integer(), until: Type.Integer(), view: Type.String() }),
      ]),
      async handle({ params: { id }, demand, response }) {
        await demand(placeOfCounter(fleet, id!), `counter/${id}`);
        // An answer of null would be sent as no answer at all.
        response.json(commands.help.latest(id!));
      },
    }),
  ];
}
