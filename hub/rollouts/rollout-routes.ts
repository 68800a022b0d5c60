// Roll-outs over HTTP: made, watched, paused, resumed, aborted, rolled back.
import { PriceLine, WantedSlot } from '@zhuangui/protocol/commands.ts';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { Closed, CounterId, RegionCode, Text } from '@zhuangui/protocol/units.ts';
import Type, { type Static } from 'typebox';
import { orderBy } from '../commands/command-routes.ts';
import { siteKinds } from '../fleet/counter.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { CatalogIndex } from '../http/live/catalog-index.ts';
import { type Route, route } from '../http/routes/route.ts';
import { inScope, type Scope } from '../people/scope.ts';
import { DomainError } from '../platform/domain-error.ts';
import { SettingsChange } from '../settings/effective.ts';
import {
  countsOf,
  type Rollout,
  type RolloutRow,
  readRollout,
  rolloutColumns,
  rolloutOf,
} from './rollout-store.ts';
import type { Rollouts } from './rollouts.ts';

export interface RolloutRouteParts {
  rollouts: Rollouts;
  reader: Db;
  fleet: Fleet;
  catalog: CatalogIndex;
}

const Content = Type.Union([
  Closed({ kind: Type.Literal('settings'), change: SettingsChange }),
  Closed({ kind: Type.Literal('prices'), prices: Type.Array(PriceLine, { minItems: 1, maxItems: 200 }) }),
  Closed({ kind: Type.Literal('assortment'), slots: Type.Array(WantedSlot, { maxItems: 200 }) }),
]);
const Plan = Type.Union([
  Closed({
    by: Type.Literal('share'),
    percents: Type.Array(Type.Number({ minimum: 0.1, maximum: 100 }), { minItems: 1, maxItems: 10 }),
  }),
  Closed({ by: Type.Literal('league') }),
  Closed({ by: Type.Literal('host-unit') }),
]);
const Percent = Type.Number({ minimum: 0, maximum: 100 });
const Rules = Closed({
  successPercent: Percent,
  errorPercent: Percent,
  watchMs: Type.Integer({ minimum: 0, maximum: 7 * 86_400_000 }),
  withinMs: Type.Integer({ minimum: 1000, maximum: 30 * 86_400_000 }),
});
const Choice = Closed({
  counters: Type.Optional(Type.Array(CounterId, { minItems: 1, maxItems: 20_000 })),
  league: Type.Optional(RegionCode),
  banner: Type.Optional(RegionCode),
  hostUnit: Type.Optional(Text(100)),
  operatingCompany: Type.Optional(Text(100)),
  siteKind: Type.Optional(Type.Enum(siteKinds)),
});
const NewRolloutBody = Closed({
  title: Text(80),
  content: Content,
  plan: Plan,
  rules: Rules,
  choice: Choice,
});

const Counts = Closed({
  total: Type.Integer(),
  pending: Type.Integer(),
  sent: Type.Integer(),
  ok: Type.Integer(),
  failed: Type.Integer(),
  missed: Type.Integer(),
  alarmed: Type.Integer(),
});
const State = Closed({
  phase: Type.String(),
  group: Type.Integer(),
  groups: Type.Integer(),
  groupSinceMs: Type.Integer(),
  pausedWhy: Type.Union([Type.String(), Type.Null()]),
});
const CounterList = Closed({
  rows: Type.Array(
    Closed({
      counter: Type.String(),
      counterName: Type.String(),
      group: Type.Integer(),
      state: Type.String({ description: 'pending, sent, ok, failed, missed, giving-back or given-back' }),
      reason: Type.Union([Type.String(), Type.Null()]),
      toldAt: Type.Union([Type.Integer(), Type.Null()]),
      told: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
  total: Type.Integer(),
});
const RolloutAnswer = Closed({
  id: Type.String(),
  title: Type.String(),
  content: Content,
  plan: Plan,
  rules: Rules,
  state: State,
  createdBy: Type.String(),
  createdName: Type.String(),
  createdAt: Type.Integer(),
  endedAt: Type.Union([Type.Integer(), Type.Null()]),
  groups: Type.Array(Counts),
});

/** Enrolled counters of one's place that fit every given part of the choice. */
function chosen(fleet: Fleet, choice: Static<typeof Choice>, scope: Scope) {
  const ids = choice.counters && new Set(choice.counters);
  const { league, banner, hostUnit, operatingCompany, siteKind } = choice;
  const wanted = Object.entries({ league, banner, hostUnit, operatingCompany, siteKind }).filter(
    ([, value]) => value !== undefined,
  );
  return fleet.registry
    .list()
    .filter((one) => one.status === 'enrolled' && (!ids || ids.has(one.id)) && inScope(scope, one))
    .filter((one) => wanted.every(([name, value]) => one[name as 'league'] === value));
}

/** Refused here, before any counter refuses it: goods nobody certified, prices outside their band. */
function checkContent(catalog: CatalogIndex, content: Static<typeof Content>): void {
  const lines =
    content.kind === 'prices' ? content.prices : content.kind === 'assortment' ? content.slots : [];
  for (const line of lines) {
    const entry = catalog.get(line.entry);
    if (!entry)
      throw new DomainError('invalid', 'unknown-entry', `${line.entry} is not in the published catalog.`);
    if (!('priceFen' in line)) continue;
    const { minFen, maxFen } = entry.priceBand;
    if (line.priceFen < minFen || line.priceFen > maxFen)
      throw new DomainError(
        'invalid',
        'price-outside-band',
        `${entry.name}: the price lies outside its band of ${minFen} to ${maxFen} fen.`,
        { name: entry.name, minYuan: minFen / 100, maxYuan: maxFen / 100 },
      );
  }
  if (content.kind === 'settings' && Object.keys(content.change).length === 0)
    throw new DomainError('invalid', 'nothing-changed', 'Name at least one setting.');
}

const sorts = { createdAt: 'created_at', title: 'title', phase: 'phase' };

export function rolloutRoutes({ rollouts, reader, fleet, catalog }: RolloutRouteParts): Route[] {
  const withGroups = async (rollout: Rollout) => ({
    ...rollout,
    groups: await countsOf(reader, rollout.id, rollout.state.groups),
  });
  const act = (name: 'pause' | 'resume' | 'abort' | 'roll-back', summary: string) =>
    route({
      method: 'post',
      path: `/api/rollouts/:id/${name}`,
      tag: 'rollouts',
      summary,
      access: 'rollout.manage',
      answer: State,
      async handle({ params: { id }, actor, demand }) {
        await demand({}, `rollout/${id}`);
        return rollouts.act(id!, name, actor);
      },
    });

  return [
    route({
      method: 'get',
      path: '/api/rollouts',
      tag: 'rollouts',
      summary: 'Roll-outs of settings, prices and assortments, newest first.',
      access: 'rollout.manage',
      query: Closed({
        search: Type.Optional(Text(80)),
        page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
        pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
        sort: Type.Optional(Text(20)),
        phase: Type.Optional(Text(20)),
        kind: Type.Optional(Text(20)),
      }),
      answer: Closed({ rows: Type.Array(RolloutAnswer), total: Type.Integer() }),
      async handle({ query }) {
        const { page = 1, pageSize = 50, sort = '-createdAt' } = query;
        const where = `FROM rollout WHERE title LIKE '%' || ? || '%' AND phase = coalesce(?, phase) AND kind = coalesce(?, kind)`;
        const values = [query.search ?? '', query.phase ?? null, query.kind ?? null];
        const rows = await reader.query<RolloutRow>(
          `SELECT ${rolloutColumns} ${where} ORDER BY ${orderBy(sort, sorts)}, id LIMIT ? OFFSET ?`,
          [...values, pageSize, (page - 1) * pageSize],
        );
        const [count] = await reader.query<{ total: number }>(`SELECT count(*) AS total ${where}`, values);
        const shown = [];
        for (const row of rows) shown.push(await withGroups(rolloutOf(row)));
        return { rows: shown, total: count!.total };
      },
    }),
    route({
      method: 'post',
      path: '/api/rollouts',
      tag: 'rollouts',
      summary: 'Begins a roll-out with its first group of counters.',
      access: 'rollout.manage',
      body: NewRolloutBody,
      bodyBytesMax: 786_432,
      status: 201,
      answer: Closed({ id: Type.String() }),
      async handle({ body, actor, scope }) {
        checkContent(catalog, body.content);
        const counters = chosen(fleet, body.choice, scope);
        const known = body.choice.counters?.filter((id) => !counters.some((one) => one.id === id)) ?? [];
        if (known.length > 0 && known.length <= 20_000)
          throw new DomainError(
            'invalid',
            'unknown-counter',
            `Not an enrolled counter of your place: ${known.slice(0, 5).join(', ')}.`,
          );
        return rollouts.create({ ...body, counters, actor });
      },
    }),
    route({
      method: 'get',
      path: '/api/rollouts/:id',
      tag: 'rollouts',
      summary: 'One roll-out with the progress of its groups.',
      access: 'rollout.manage',
      answer: RolloutAnswer,
      async handle({ params: { id } }) {
        const rollout = await readRollout(reader, id!);
        if (!rollout) throw new DomainError('unknown', 'unknown-rollout', 'There is no such roll-out.');
        return withGroups(rollout);
      },
    }),
    route({
      method: 'get',
      path: '/api/rollouts/:id/counters',
      tag: 'rollouts',
      summary: 'Counters of a roll-out, with the state and reason of each.',
      access: 'rollout.manage',
      query: Closed({
        search: Type.Optional(Text(80)),
        page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
        pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
        sort: Type.Optional(Text(20)),
        state: Type.Optional(Text(20)),
        group: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
      }),
      answer: CounterList,
      async handle({ params: { id }, query }) {
        if (!(await readRollout(reader, id!)))
          throw new DomainError('unknown', 'unknown-rollout', 'There is no such roll-out.');
        const { page = 1, pageSize = 50, sort = 'group' } = query;
        const from = `FROM rollout_counter JOIN counter ON counter.id = rollout_counter.counter
          WHERE rollout = ? AND state = coalesce(?, state) AND grp = coalesce(?, grp)
            AND (counter.id || ' ' || counter.name) LIKE '%' || ? || '%'`;
        const values = [id!, query.state ?? null, query.group ?? null, query.search ?? ''];
        const order = orderBy(sort, { group: 'grp', counter: 'counter.id', state: 'state' });
        const rows = await reader.query(
          `SELECT counter.id AS counter, counter.name AS counterName, grp AS "group", state, reason, told_at AS toldAt, told
           ${from} ORDER BY ${order}, counter.id LIMIT ? OFFSET ?`,
          [...values, pageSize, (page - 1) * pageSize],
        );
        const [count] = await reader.query<{ total: number }>(`SELECT count(*) AS total ${from}`, values);
        return { rows, total: count!.total };
      },
    }),
    act('pause', 'Pauses a roll-out: nobody else is told until it is resumed.'),
    act('resume', 'Goes on; what failed in the group at hand is tried again.'),
    act('abort', 'Ends a roll-out where it stands; what was changed stays.'),
    act('roll-back', 'Gives every counter that was told back what it had.'),
  ];
}
