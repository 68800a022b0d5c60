// Presence of all counters: in memory for the console, written behind in groups, since losing a second of it is harmless.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { Telemetry } from '@zhuangui/protocol/messages.ts';
import type { PresenceEvent } from '../broker/broker-parts.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { foldPresence, type Presence, type PresenceInput } from './presence-fold.ts';

export interface PresenceBook {
  /** From the broker's `onPresence`. */
  event(event: PresenceEvent): void;
  telemetry(counter: string, telemetry: Telemetry): void;
  get(counter: string): Presence | undefined;
  list(): { counter: string; presence: Presence }[];
  onChange(listener: (counter: string, presence: Presence) => void): () => void;
  /** Writes what is not written yet. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

interface Row {
  counter: string;
  since: number;
  online: number;
  heard_at: number;
  clone_suspected_at: number | null;
  telemetry: string | null;
}

const flushMs = 1000;

/** After a start nobody is connected, whatever the table says. */
function presenceOf(row: Row): Presence {
  return {
    online: false,
    sinceMs: row.online ? row.heard_at : row.since,
    heardAtMs: row.heard_at,
    ...(row.clone_suspected_at === null ? {} : { cloneSuspectedAtMs: row.clone_suspected_at }),
    ...(row.telemetry === null ? {} : { telemetry: JSON.parse(row.telemetry) as Telemetry }),
  };
}

const upsert = `
  INSERT INTO presence (counter, online, since, heard_at, clone_suspected_at, telemetry)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 FROM json_each(?) WHERE true
  ON CONFLICT (counter) DO UPDATE SET online = excluded.online, since = excluded.since,
    heard_at = excluded.heard_at, clone_suspected_at = excluded.clone_suspected_at, telemetry = excluded.telemetry`;

function rowOf([counter, presence]: [string, Presence]): unknown[] {
  const { online, sinceMs, heardAtMs, cloneSuspectedAtMs, telemetry } = presence;
  return [
    counter,
    online ? 1 : 0,
    sinceMs,
    heardAtMs,
    cloneSuspectedAtMs ?? null,
    telemetry === undefined ? null : JSON.stringify(telemetry),
  ];
}

export async function openPresence(parts: { db: Db; clock: Clock; log: Log }): Promise<PresenceBook> {
  const { db, clock, log } = parts;
  const rows = await db.query<Row>('SELECT * FROM presence');
  const book = new Map(rows.map((row) => [row.counter, presenceOf(row)]));
  const dirty = new Map<string, Presence>();
  const listeners = new Set<(counter: string, presence: Presence) => void>();
  let cancel: (() => void) | undefined;
  let isClosed = false;

  function note(counter: string, input: PresenceInput): void {
    const presence = foldPresence(book.get(counter), input);
    book.set(counter, presence);
    dirty.set(counter, presence);
    if (!isClosed)
      cancel ??= clock.setTimer(flushMs, () => {
        cancel = undefined;
        flush().catch((error: unknown) =>
          log.error({ error }, 'presence could not be written; it is kept in memory'),
        );
      });
    for (const listener of listeners) listener(counter, presence);
  }

  async function flush(): Promise<void> {
    if (dirty.size === 0) return;
    const written = new Map(dirty);
    dirty.clear();
    try {
      await db.run(upsert, [JSON.stringify([...written].map(rowOf))]);
    } catch (error) {
      // To be written with the next change, unless something newer is known by then.
      for (const [counter, presence] of written) if (!dirty.has(counter)) dirty.set(counter, presence);
      throw error;
    }
  }

  return {
    event: ({ counter, kind, atMs }) => note(counter, { kind, atMs }),
    telemetry: (counter, telemetry) => note(counter, { kind: 'telemetry', atMs: clock.nowMs(), telemetry }),
    get: (counter) => book.get(counter),
    list: () => [...book].map(([counter, presence]) => ({ counter, presence })),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    flush,
    async close() {
      isClosed = true;
      cancel?.();
      await flush();
    },
  };
}
