// Events as they are kept: written once, read in order.
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import type { ObjectPlace } from '../people/actor.ts';
import type { EventName } from './event-kinds.ts';

export interface NewEvent {
  /** What happened, the same every time it is said: `sanction.imposed/s12`. */
  key: string;
  name: EventName;
  /** JSON without secrets. */
  body: object;
  place: ObjectPlace;
}

export interface StoredEvent {
  id: number;
  key: string;
  name: EventName;
  atMs: number;
  /** JSON text. */
  body: string;
  place: ObjectPlace;
}

interface Row {
  id: number;
  key: string;
  name: EventName;
  at: number;
  body: string;
  league: string | null;
  banner: string | null;
  operating_company: string | null;
  host_unit: string | null;
  credit_code: string | null;
}

const eventOf = ({ id, key, name, at, body, ...place }: Row): StoredEvent => ({
  id,
  key,
  name,
  atMs: at,
  body,
  place: {
    ...(place.league === null ? {} : { league: place.league }),
    ...(place.banner === null ? {} : { banner: place.banner }),
    ...(place.operating_company === null ? {} : { operatingCompany: place.operating_company }),
    ...(place.host_unit === null ? {} : { hostUnit: place.host_unit }),
    ...(place.credit_code === null ? {} : { creditCode: place.credit_code }),
  },
});

/**
 * HOOK-1: events and their deliveries, in two statements however many they are; the number of those that were not said
 * before. `only`: the one webhook that gets them, whether it wants them or not.
 */
export async function writeEvents(
  tx: Queries,
  events: readonly NewEvent[],
  atMs: number,
  only = '',
): Promise<number> {
  const rows = events.map(({ key, name, body, place }) => [
    key,
    name,
    JSON.stringify(body),
    place.league,
    place.banner,
    place.operatingCompany,
    place.hostUnit,
    place.creditCode,
  ]);
  const added = await tx.query<{ id: number }>(
    `INSERT INTO event_outbox (key, name, at, body, league, banner, operating_company, host_unit, credit_code)
     SELECT value ->> 0, value ->> 1, CAST(? AS INTEGER), value ->> 2,
       value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7
     FROM json_each(?) WHERE true ON CONFLICT (key) DO NOTHING RETURNING id`,
    [atMs, JSON.stringify(rows)],
  );
  if (added.length === 0) return 0;
  await tx.run(
    `INSERT INTO webhook_delivery (webhook, event, state, next_at)
     SELECT webhook.id, event.id, 'waiting', CAST(? AS INTEGER)
     FROM json_each(?) AS fresh JOIN event_outbox AS event ON event.id = fresh.value CROSS JOIN webhook
     WHERE CASE WHEN ? <> '' THEN webhook.id = ?
       ELSE EXISTS (SELECT 1 FROM json_each(webhook.events) AS wanted WHERE wanted.value = event.name) END`,
    [atMs, JSON.stringify(added.map(({ id }) => id)), only, only],
  );
  return added.length;
}

/** In order, after the one named. */
export async function eventsAfter(reader: Db, id: number, limit: number): Promise<StoredEvent[]> {
  const rows = await reader.query<Row>('SELECT * FROM event_outbox WHERE id > ? ORDER BY id LIMIT ?', [
    id,
    limit,
  ]);
  return rows.map(eventOf);
}

export async function newestEvent(reader: Db): Promise<number> {
  const [row] = await reader.query<{ id: number | null }>('SELECT max(id) AS id FROM event_outbox');
  return row?.id ?? 0;
}

const keptMs = 30 * 86_400_000;

/** HOOK-7. */
export async function forgetOldEvents(db: Db, nowMs: number): Promise<void> {
  await db.transaction(async (tx) => {
    const old = `SELECT id FROM event_outbox WHERE at < CAST(? AS INTEGER)
      AND NOT EXISTS (SELECT 1 FROM webhook_delivery WHERE event = event_outbox.id AND state = 'waiting')`;
    await tx.run(`DELETE FROM webhook_delivery WHERE event IN (${old})`, [nowMs - keptMs]);
    await tx.run(`DELETE FROM event_outbox WHERE id IN (${old})`, [nowMs - keptMs]);
  });
}
