// Events of the hub for other systems: outbox, webhooks, stream.
import type { Db, Queries } from '@zhuangui/protocol/db/db.ts';
import type { Access } from '../http/routes/access.ts';
import type { Route } from '../http/routes/route.ts';
import type { ObjectPlace } from '../people/actor.ts';
import type { Audit } from '../people/audit-port.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';
import { createAddressGuard } from './address-guard.ts';
import { connectorRoutes } from './connector-routes.ts';
import { createDeliveries } from './deliveries.ts';
import type { EventName } from './event-kinds.ts';
import { createEventReaders } from './event-readers.ts';
import { followSources, type SourceParts } from './event-sources.ts';
import { forgetOldEvents, type NewEvent, writeEvents } from './outbox.ts';
import { createPost, type Post } from './post.ts';
import { createWebhooks } from './webhooks.ts';

/**
 * HOOK-1: says that something happened, inside the act's own transaction when one is given. `body.id` names what it
 * happened to: event and id together happen once.
 */
export type Emit = (
  tx: Queries | undefined,
  event: EventName,
  body: { id: string; [field: string]: unknown },
  place: ObjectPlace,
) => Promise<void>;

/** HOOK-1: many of one kind at once, inside the act's transaction. */
export type EmitMany = (
  tx: Queries,
  event: EventName,
  happened: readonly { body: { id: string; [field: string]: unknown }; place: ObjectPlace }[],
) => Promise<void>;

export interface Connectors {
  emit: Emit;
  emitMany: EmitMany;
  routes: readonly Route[];
  close(): Promise<void>;
}

export interface ConnectorParts extends Omit<SourceParts, 'emitAll'> {
  db: Db;
  reader: Db;
  audit: Audit;
  access: Access;
  clock: Clock;
  random: Random;
  log: Log;
  /** Hosts inside the office's own network that webhooks may reach (HOOK-4). */
  privateHosts?: readonly string[];
  /** Default: over the network. */
  post?: Post;
}

const lookMs = 2000;
/** After an act's own transaction has most likely ended. */
const soonMs = 50;
const forgetMs = 86_400_000;

export function openConnectors(parts: ConnectorParts): Connectors {
  const { db, reader, audit, access, clock, random, log } = parts;
  const guard = createAddressGuard(parts.privateHosts);
  const deliveries = createDeliveries({ db, reader, post: parts.post ?? createPost(guard), clock, log });
  const readers = createEventReaders({ reader, clock, log });
  let cancelLook: () => void = () => {};
  let cancelSoon: (() => void) | undefined;
  let nextForgetMs = clock.nowMs();
  let forgetting: Promise<void> = Promise.resolve();

  function look(): void {
    cancelSoon = undefined;
    readers.look();
    void deliveries.sendDue();
  }
  const wake = () => {
    cancelSoon ??= clock.setTimer(soonMs, look);
  };
  function lookRegularly(): void {
    cancelLook = clock.setTimer(lookMs, lookRegularly);
    look();
    if (clock.nowMs() < nextForgetMs) return;
    nextForgetMs = clock.nowMs() + forgetMs;
    forgetting = forgetOldEvents(db, clock.nowMs()).catch((error: unknown) =>
      log.error({ error }, 'old events could not be forgotten'),
    );
  }
  cancelLook = clock.setTimer(lookMs, lookRegularly);

  async function emitAll(events: readonly NewEvent[]): Promise<void> {
    if (events.length === 0) return;
    const nowMs = clock.nowMs();
    await db.transaction((tx) => writeEvents(tx, events, nowMs));
    wake();
  }
  const unfollow = followSources({ ...parts, emitAll });
  const webhooks = createWebhooks({ db, reader, audit, guard, clock, random, wake });

  return {
    async emit(tx, name, body, place) {
      const event: NewEvent = { key: `${name}/${body.id}`, name, body, place };
      if (!tx) return emitAll([event]);
      await writeEvents(tx, [event], clock.nowMs());
      wake();
    },
    async emitMany(tx, name, happened) {
      const events = happened.map(({ body, place }) => ({ key: `${name}/${body.id}`, name, body, place }));
      await writeEvents(tx, events, clock.nowMs());
      wake();
    },
    routes: connectorRoutes({ webhooks, readers, reader, access }),
    async close() {
      cancelLook();
      cancelSoon?.();
      readers.close();
      await unfollow();
      cancelSoon?.();
      await deliveries.close();
      await forgetting;
    },
  };
}
