// Settings of the fleet and of single counters, and the people who work at counters.
import type { Express } from 'express';
import type { Fleet } from '../fleet/fleet.ts';
import { isGuessable, newOperatorMessage, type OperatorRow } from '../operators/accounts.ts';
import { settingsChangeMessage } from '../settings/effective.ts';
import type { FleetSettings } from '../settings/settings.ts';
import { HttpError } from './errors.ts';
import { withToken } from './guards.ts';
import { readBody } from './read-request.ts';

export interface SettingsRouteParts {
  fleet: Fleet;
  settings: FleetSettings;
  adminToken: string;
}

/** What may be read of a person: never a hash. */
const personOf = ({ account: { operator, name, role, badge }, counters }: OperatorRow) => ({
  operator,
  name,
  role,
  hasBadge: badge !== undefined,
  counters: counters ? [...counters] : null,
});

export function addSettingsRoutes(app: Express, { fleet, settings, adminToken }: SettingsRouteParts): void {
  function requireCounter(id: string): string {
    if (fleet.registry.get(id)) return id;
    throw new HttpError('unknown-counter', `There is no counter ${id}: list them to see their ids.`);
  }

  /** Hashes of PINs are for counters only. */
  async function shown(counter: string) {
    const { desired, ...view } = await settings.view(counter);
    if (!desired) return { ...view, desired };
    const { operators, ...rest } = desired.settings;
    const numbers = operators.map(({ operator }) => operator);
    return { ...view, desired: { ...desired, settings: { ...rest, operators: numbers } } };
  }

  app.post('/api/settings', async (request, response) => {
    await settings.setFleet(readBody(settingsChangeMessage, request.body));
    response.json({ done: true });
  });
  app.get('/api/counters/:id/settings', async (request, response) => {
    response.json(await shown(requireCounter(request.params.id)));
  });
  app.post('/api/counters/:id/settings', async (request, response) => {
    const counter = requireCounter(request.params.id);
    await settings.setCounter(counter, readBody(settingsChangeMessage, request.body));
    response.json(await shown(counter));
  });
  app.get('/api/operators', withToken(adminToken), async (_request, response) => {
    response.json({ operators: (await settings.operators()).map(personOf) });
  });
  app.post('/api/operators', async (request, response) => {
    const person = readBody(newOperatorMessage, request.body);
    if (isGuessable(person.pin)) {
      throw new HttpError(
        'bad-request',
        'This PIN is among the first that anybody would try: choose another.',
      );
    }
    for (const counter of person.counters ?? []) requireCounter(counter);
    await settings.setOperator(person);
    response.status(201).json({ operator: person.operator });
  });
  app.post('/api/operators/:operator/remove', async (request, response) => {
    const { operator } = request.params;
    if (!(await settings.removeOperator(operator))) {
      throw new HttpError(
        'unknown-operator',
        `There is no operator ${operator}: list them to see their numbers.`,
      );
    }
    response.json({ operator, removed: true });
  });
}
