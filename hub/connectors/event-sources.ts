// What the core says by listeners, as events. Said again after a restart, it is the same event (HOOK-1).
import type { Repository } from '../catalog/repository.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { NewCase } from '../ledger/ledger-types.ts';
import type { Log } from '../platform/log.ts';
import type { Sanction } from '../sanctions/sanction-lists.ts';
import type { Sanctions } from '../sanctions/sanctions.ts';
import type { NewEvent } from './outbox.ts';

export interface SourceParts {
  fleet: Pick<Fleet, 'registry'>;
  ledger: Pick<Ledger, 'onCommitted' | 'onCase' | 'cases'>;
  repository: Pick<Repository, 'onPublished' | 'versions'>;
  sanctions: Pick<Sanctions, 'history'>;
  log: Log;
  emitAll(events: readonly NewEvent[]): Promise<void>;
}

const sanctionsRead = 200;
const casesRead = 50;

export function eventsOfSanction(
  sanction: Sanction,
  counterPlace: (id: string) => NewEvent['place'],
): NewEvent[] {
  const { id, kind, target, targetName, lots, reason, by, at, releasedAt, releasedBy } = sanction;
  const place = kind === 'channel' ? counterPlace(target) : kind === 'supplier' ? { creditCode: target } : {};
  const body = { id, kind, target, targetName, lots, reason, by, at };
  const event = (name: NewEvent['name'], more: object = {}): NewEvent => ({
    key: `${name}/${id}`,
    name,
    body: { ...body, ...more },
    place: kind === 'company' ? { operatingCompany: target } : place,
  });
  const isChannel = kind === 'channel' || kind === 'company';
  return [
    event('sanction.imposed'),
    ...(isChannel ? [event('counter.suspended')] : []),
    ...(releasedAt === null ? [] : [event('sanction.released', { releasedAt, releasedBy })]),
  ];
}

/** Follows the core; the returned function ends it and waits for what is under way. */
export function followSources(parts: SourceParts): () => Promise<void> {
  const { fleet, ledger, repository, sanctions, log, emitAll } = parts;
  let turn: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>) => {
    turn = turn
      .then(work)
      .catch((error: unknown) => log.error({ error }, 'what happened could not be written as an event'));
  };
  const counterPlace = (id: string): NewEvent['place'] => {
    const counter = fleet.registry.get(id);
    if (!counter) return {};
    const { league, banner, operatingCompany, hostUnit } = counter;
    return { league, banner, operatingCompany, hostUnit };
  };

  async function published(): Promise<void> {
    const { catalog } = await repository.versions();
    const name = 'release.published';
    const release: NewEvent = {
      key: `${name}/${catalog}`,
      name,
      body: { catalogVersion: catalog },
      place: {},
    };
    const rows = await sanctions.history(sanctionsRead);
    const ofSanctions = rows.toReversed().flatMap((row) => eventsOfSanction(row, counterPlace));
    await emitAll([...(catalog > 0 ? [release] : []), ...ofSanctions]);
  }

  const caseEvent = ({ kind, counter, journal, seq, detail }: NewCase): NewEvent => ({
    key: `case.opened/${kind}/${counter}/${journal}/${seq}`,
    name: 'case.opened',
    body: { kind, counter, journal, seq, detail },
    place: counterPlace(counter),
  });

  const stops = [
    repository.onPublished(() => inTurn(published)),
    ledger.onCommitted(({ cases }) => {
      if (cases.length > 0) inTurn(() => emitAll(cases.map(caseEvent)));
    }),
    ledger.onCase(() =>
      inTurn(async () => emitAll((await ledger.cases(casesRead)).toReversed().map(caseEvent))),
    ),
    fleet.registry.onEnrolled(({ id, name, certificate }) =>
      inTurn(() =>
        emitAll([
          {
            key: `counter.enrolled/${id}/${certificate?.serial ?? ''}`,
            name: 'counter.enrolled',
            body: { counter: id, name },
            place: counterPlace(id),
          },
        ]),
      ),
    ),
  ];
  inTurn(published);
  return async () => {
    for (const stop of stops) stop();
    await turn;
  };
}
