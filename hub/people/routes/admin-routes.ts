// Administrators of the region and the people they manage.

import type { Db } from '@zhuangui/protocol/db/db.ts';
import { Closed } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { type Route, route } from '../../http/routes/route.ts';
import type { Clock } from '../../platform/clock.ts';
import { roles } from '../actor.ts';
import type { People } from '../people.ts';
import { listPeople } from '../people-list.ts';
import type { Person } from '../person.ts';
import { requireProof } from '../session-rules.ts';
import { Grants, Login, listQuery, PersonName, PersonView, rowsOf } from './schemas.ts';

export interface AdminRouteParts {
  people: People;
  reader: Db;
  clock: Clock;
}

const viewOf = (person: Person) => ({
  id: person.id,
  login: person.login,
  name: person.name,
  grants: person.grants,
  mustChangePassword: person.mustChange,
  createdAtMs: person.createdAtMs,
  disabledAtMs: person.disabledAtMs,
  signedInAtMs: person.signedInAtMs,
});
const WithPassword = Closed({ person: PersonView, oneTimePassword: Type.String() });

/** PEO-4: the region as a whole is asked for, and a fresh proof before rights change. */
export function adminRoutes({ people, reader, clock }: AdminRouteParts): Route[] {
  const { accounts, directory } = people;
  const common = { tag: 'people', access: 'people.manage' } as const;
  return [
    route({
      ...common,
      method: 'get',
      path: '/api/people',
      summary: 'People with an account; sorted by login, name, createdAt or signedInAt.',
      query: Closed({
        ...listQuery,
        role: Type.Optional(Type.Enum(roles)),
        state: Type.Optional(Type.Enum(['active', 'disabled'])),
      }),
      answer: rowsOf(PersonView),
      async handle({ query, demand }) {
        await demand({}, 'people');
        const { ids, total } = await listPeople(reader, query);
        return { rows: ids.map((id) => viewOf(accounts.require(id))), total };
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/api/people/:id',
      summary: 'One person.',
      answer: PersonView,
      async handle({ params, demand }) {
        await demand({}, `person/${params['id']}`);
        return viewOf(accounts.require(params['id'] ?? ''));
      },
    }),
    route({
      ...common,
      method: 'post',
      path: '/api/people',
      summary: 'Creates an account; its one-time password is told once.',
      body: Closed({ login: Login, name: PersonName, grants: Grants }),
      status: 201,
      answer: WithPassword,
      async handle({ body, actor, demand }) {
        await demand({}, `login/${body.login}`);
        requireProof(actor, clock.nowMs());
        const made = await accounts.create(body, actor);
        return { person: viewOf(made.person), oneTimePassword: made.oneTimePassword };
      },
    }),
    route({
      ...common,
      method: 'put',
      path: '/api/people/:id',
      summary: 'Changes name or grants; effective with the next request.',
      body: Closed({ name: Type.Optional(PersonName), grants: Type.Optional(Grants) }),
      answer: PersonView,
      async handle({ body, params, actor, demand }) {
        const id = params['id'] ?? '';
        await demand({}, `person/${id}`);
        requireProof(actor, clock.nowMs());
        const person = await accounts.change(id, body, actor);
        // Streams go on with what was allowed when they began: they begin anew.
        people.access.endStreams(id);
        return viewOf(person);
      },
    }),
    ...(['disable', 'enable'] as const).map((act) =>
      route({
        ...common,
        method: 'post',
        path: `/api/people/:id/${act}`,
        summary:
          act === 'disable' ? 'Disables an account; its sessions end.' : 'Lets an account be used again.',
        answer: PersonView,
        async handle({ params, actor, demand }) {
          const id = params['id'] ?? '';
          await demand({}, `person/${id}`);
          requireProof(actor, clock.nowMs());
          return viewOf(await accounts.setDisabled(id, act === 'disable', actor));
        },
      }),
    ),
    route({
      ...common,
      method: 'post',
      path: '/api/people/:id/reset',
      summary: 'A new one-time password, told once; sessions end and security keys are removed.',
      answer: WithPassword,
      async handle({ params, actor, demand }) {
        const id = params['id'] ?? '';
        await demand({}, `person/${id}`);
        requireProof(actor, clock.nowMs());
        const made = await accounts.reset(id, actor);
        return { person: viewOf(made.person), oneTimePassword: made.oneTimePassword };
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/api/people-places',
      summary: 'Companies, units and suppliers that grants name already, as suggestions.',
      answer: Closed({
        operatingCompanies: Type.Array(Type.String()),
        hostUnits: Type.Array(Type.String()),
        creditCodes: Type.Array(Type.String()),
      }),
      async handle({ demand }) {
        await demand({}, 'people');
        const places = directory.all().flatMap(({ grants }) => grants.map(({ place }) => place));
        const unique = (values: (string | false)[]) => [
          ...new Set(values.filter((value) => value !== false)),
        ];
        return {
          operatingCompanies: unique(places.map((place) => place.kind === 'operating-company' && place.name)),
          hostUnits: unique(places.map((place) => place.kind === 'host-unit' && place.name)),
          creditCodes: unique(places.map((place) => place.kind === 'supplier' && place.creditCode)),
        };
      },
    }),
  ];
}
