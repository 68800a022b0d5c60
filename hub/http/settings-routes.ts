// Settings of the fleet and of single counters, and the people who work at counters.
import { Closed } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import type { Fleet } from '../fleet/fleet.ts';
import { isGuessable, NewOperator, type OperatorRow } from '../operators/accounts.ts';
import type { Actor } from '../people/actor.ts';
import type { Audit } from '../people/audit-port.ts';
import { inScope, type Scope } from '../people/scope.ts';
import { DomainError } from '../platform/domain-error.ts';
import { SettingsChange } from '../settings/effective.ts';
import type { FleetSettings } from '../settings/settings.ts';
import { requireCounter } from './counter-routes.ts';
import { HttpError } from './errors.ts';
import { type Route, route } from './routes/route.ts';

export interface SettingsRouteParts {
  fleet: Fleet;
  settings: FleetSettings;
  slices: { audit: Audit };
}

/** What may be read of a person: never a hash. */
const personOf = ({ account: { operator, name, role, badge }, counters }: OperatorRow) => ({
  operator,
  name,
  role,
  hasBadge: badge !== undefined,
  counters: counters ? [...counters] : null,
});
const Person = Closed({
  operator: Type.String(),
  name: Type.String(),
  role: Type.String(),
  hasBadge: Type.Boolean(),
  counters: Type.Union([Type.Array(Type.String()), Type.Null()]),
});
const View = Type.Object({ fleet: Type.Object({}), own: Type.Object({}) });

export function settingsRoutes({ fleet, settings, slices }: SettingsRouteParts): Route[] {
  /** Hashes of PINs are for counters only. */
  async function shown(counter: string) {
    const { desired, ...view } = await settings.view(counter);
    if (!desired) return { ...view, desired };
    const { operators, ...rest } = desired.settings;
    const numbers = operators.map(({ operator }) => operator);
    return { ...view, desired: { ...desired, settings: { ...rest, operators: numbers } } };
  }

  /** Whoever works everywhere belongs to the region; others to all the places of their counters. */
  const placesOf = (counters: Iterable<string> | undefined) =>
    counters ? [...counters].map((id) => fleet.registry.get(id) ?? {}) : [{}];
  const isSeen = (scope: Scope, { counters }: OperatorRow) =>
    placesOf(counters).every((place) => inScope(scope, place)) && (counters?.size !== 0 || scope.everything);
  const noted = (actor: Actor, action: string, object: string, detail: string) =>
    slices.audit.note({ actor, action, object, outcome: 'done', detail });

  return [
    route({
      method: 'post',
      path: '/api/settings',
      tag: 'settings',
      summary: 'Changes settings of the whole fleet; what is left out stays.',
      access: 'counter.configure',
      body: SettingsChange,
      bodyBytesMax: 8192,
      answer: Closed({ done: Type.Literal(true) }),
      async handle({ actor, body, demand }) {
        await demand({}, 'settings');
        await settings.setFleet(body);
        await noted(actor, 'counter.configure', 'settings', JSON.stringify(body));
        return { done: true };
      },
    }),
    route({
      method: 'get',
      path: '/api/counters/:id/settings',
      tag: 'settings',
      summary: 'What a counter should have, by whom it is said, and what it reports.',
      access: 'counter.read',
      answer: View,
      async handle({ params, demand }) {
        const counter = requireCounter(fleet, params['id']);
        await demand(counter, `counter/${counter.id}`);
        return shown(counter.id);
      },
    }),
    route({
      method: 'post',
      path: '/api/counters/:id/settings',
      tag: 'settings',
      summary: 'Changes the settings of one counter; what is left out stays.',
      access: 'counter.configure',
      body: SettingsChange,
      bodyBytesMax: 8192,
      answer: View,
      async handle({ actor, params, body, demand }) {
        const counter = requireCounter(fleet, params['id']);
        await demand(counter, `counter/${counter.id}`);
        await settings.setCounter(counter.id, body);
        await noted(actor, 'counter.configure', `counter/${counter.id}`, JSON.stringify(body));
        return shown(counter.id);
      },
    }),
    route({
      method: 'delete',
      path: '/api/counters/:id/settings/:name',
      tag: 'settings',
      summary: 'Takes back a setting of one counter: it has what the fleet has.',
      access: 'counter.configure',
      answer: View,
      async handle({ actor, params, demand }) {
        const counter = requireCounter(fleet, params['id']);
        await demand(counter, `counter/${counter.id}`);
        const name = params['name'] ?? '';
        const isDropped =
          Object.hasOwn(SettingsChange.properties, name) &&
          (await settings.dropOwn(counter.id, name as keyof SettingsChange));
        if (!isDropped)
          throw new DomainError(
            'unknown',
            'no-own-setting',
            'This counter has no such setting of its own: load the page again.',
          );
        await noted(actor, 'counter.configure', `counter/${counter.id}`, `taken back: ${name}`);
        return shown(counter.id);
      },
    }),
    route({
      method: 'get',
      path: '/api/operators',
      tag: 'settings',
      summary: 'People who may sign in at the counters of the caller’s place.',
      access: 'counter.operators',
      answer: Closed({ operators: Type.Array(Person) }),
      async handle({ scope }) {
        const rows = (await settings.operators()).filter((row) => isSeen(scope, row));
        return { operators: rows.map(personOf) };
      },
    }),
    route({
      method: 'post',
      path: '/api/operators',
      tag: 'settings',
      summary: 'Adds a person who works at counters, or changes one.',
      access: 'counter.operators',
      body: NewOperator,
      bodyBytesMax: 65_536,
      answer: Closed({ operator: Type.String() }),
      status: 201,
      async handle({ actor, body, demand }) {
        if (isGuessable(body.pin)) {
          throw new HttpError(
            'bad-request',
            'This PIN is among the first that anybody would try: choose another.',
          );
        }
        for (const counter of body.counters ?? []) requireCounter(fleet, counter);
        const object = `operator/${body.operator}`;
        const before = (await settings.operators()).find(({ account }) => account.operator === body.operator);
        for (const place of [...placesOf(body.counters), ...(before ? placesOf(before.counters) : [])])
          await demand(place, object);
        if (body.counters?.length === 0) await demand({}, object);
        await settings.setOperator(body);
        await noted(actor, 'counter.operators', object, `set: ${body.name}, ${body.role}`);
        return { operator: body.operator };
      },
    }),
    route({
      method: 'post',
      path: '/api/operators/:operator/remove',
      tag: 'settings',
      summary: 'Takes the person off every counter.',
      access: 'counter.operators',
      answer: Closed({ operator: Type.String(), removed: Type.Literal(true) }),
      async handle({ actor, params, demand }) {
        const operator = params['operator'] ?? '';
        const known = (await settings.operators()).find(({ account }) => account.operator === operator);
        for (const place of known ? placesOf(known.counters) : [])
          await demand(place, `operator/${operator}`);
        if (!(await settings.removeOperator(operator))) {
          throw new HttpError(
            'unknown-operator',
            `There is no operator ${operator}: list them to see their numbers.`,
          );
        }
        await noted(actor, 'counter.operators', `operator/${operator}`, 'removed');
        return { operator, removed: true };
      },
    }),
  ];
}
