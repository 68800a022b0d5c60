// HOOK-6: the event stream: each reader gets what it may know of, in order, from where it stopped.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { Request, Response } from 'express';
import { sseReaders } from '../http/routes/sse.ts';
import type { Actor } from '../people/actor.ts';
import { can, canSomewhere } from '../people/can.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { eventKind } from './event-kinds.ts';
import { eventsAfter, type StoredEvent } from './outbox.ts';

/** By the action of its kind and the place it belongs to. */
export function mayKnow(actor: Actor, { name, place }: Pick<StoredEvent, 'name' | 'place'>): boolean {
  const kind = eventKind(name);
  if (!kind) return false;
  return kind.isForAll ? canSomewhere(actor, kind.need) : can(actor, kind.need, place);
}

const aliveMs = 15_000;
const pageSize = 200;

interface Reader {
  /** The newest event looked at, sent or not. */
  at: number;
  look(): Promise<void>;
}

export function createEventReaders({ reader, clock, log }: { reader: Db; clock: Clock; log: Log }) {
  const streams = sseReaders();
  const readers = new Set<Reader>();

  return {
    /** `identify` is asked again as time goes on: a right that was taken away ends the stream. */
    serve(
      request: Request,
      response: Response,
      start: { actor: Actor; after: number; identify(): Promise<Actor | undefined> },
    ): void {
      let { actor } = start;
      let isGone = false;
      let isFull = false;
      let turn: Promise<void> = Promise.resolve();
      let cancel = () => {};
      const stream = streams.open(request, response, () => {
        isGone = true;
        cancel();
        readers.delete(one);
      });
      const read = async () => {
        while (!isGone && !isFull) {
          const events = await eventsAfter(reader, one.at, pageSize);
          for (const event of events) {
            one.at = event.id;
            if (!mayKnow(actor, event)) continue;
            const data = { type: event.name, at: event.atMs, data: JSON.parse(event.body) as object };
            isFull = !stream.send({ name: event.name, id: String(event.id), data });
            if (isFull) return;
          }
          if (events.length < pageSize) return;
        }
      };
      const one: Reader = {
        at: start.after,
        look() {
          turn = turn.then(read).catch((error: unknown) => log.error({ error }, 'events could not be read'));
          return turn;
        },
      };
      const alive = async () => {
        const now = await start.identify().catch(() => undefined);
        if (isGone) return;
        if (!now) return stream.end();
        actor = now;
        stream.alive();
        cancel = clock.setTimer(aliveMs, () => void alive());
      };
      stream.drained(() => {
        isFull = false;
        void one.look();
      });
      cancel = clock.setTimer(aliveMs, () => void alive());
      readers.add(one);
      void one.look();
    },
    /** Something may be new. */
    look(): void {
      for (const one of readers) void one.look();
    },
    count: () => readers.size,
    close: streams.close,
  };
}
