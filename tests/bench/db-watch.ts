// Who holds a connection for how long, and how long the event loop stands: what delays a receipt on a busy hub.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Queries, SqlParams } from '@zhuangui/protocol/db/db.ts';
import { SerialDb } from '@zhuangui/protocol/db/serial-db.ts';

/** All uses of a connection from one place in the code, or with one statement. */
export interface Held {
  what: string;
  kind: 'transaction' | 'statement';
  /** Nth connection of the process, from 1, in the order of their first use. */
  connection: number;
  times: number;
  maxMs: number;
  totalMs: number;
}

export interface WatchedDbs {
  /** Forgets what was seen so far. */
  reset(): void;
  /** The longest first. */
  longest(count: number): Held[];
  /** How late timers came, in milliseconds. */
  eventLoop(): { p50Ms: number; p99Ms: number; maxMs: number };
}

const shortSql = (sql: string) => sql.replace(/\s+/g, ' ').trim().slice(0, 90);

/** The first frame outside of the database port. */
function caller(): string {
  const frames = new Error().stack?.split('\n').slice(2) ?? [];
  const frame = frames.find((line) => !line.includes('protocol/db') && !line.includes('db-watch')) ?? '';
  return /((?:hub|tests)\/[^)]*?):\d+\)?$/.exec(frame)?.[1] ?? frame.trim();
}

/** Wraps the class itself, so it sees every connection this process opens; for a process of a bench only. */
export function watchDbs(): WatchedDbs {
  const seen = new Map<string, Held>();
  const connections = new WeakMap<object, number>();
  /** When each connection became free; calls are served in order, so waiting can be told from holding. */
  const freeAt = new WeakMap<object, number>();
  let connectionCount = 0;
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();

  async function timed<T>(db: object, kind: Held['kind'], what: string, call: () => Promise<T>): Promise<T> {
    const calledMs = performance.now();
    try {
      return await call();
    } finally {
      const endMs = performance.now();
      const ms = endMs - Math.max(calledMs, freeAt.get(db) ?? 0);
      freeAt.set(db, endMs);
      if (!connections.has(db)) connections.set(db, ++connectionCount);
      const connection = connections.get(db)!;
      const key = `${connection} ${what}`;
      const held = seen.get(key) ?? { what, kind, connection, times: 0, maxMs: 0, totalMs: 0 };
      held.times += 1;
      held.maxMs = Math.max(held.maxMs, ms);
      held.totalMs += ms;
      seen.set(key, held);
    }
  }

  const { query, run, transaction } = SerialDb.prototype;
  SerialDb.prototype.query = function watched<Row>(this: SerialDb, sql: string, params?: SqlParams) {
    return timed(this, 'statement', shortSql(sql), () => query.call(this, sql, params)) as Promise<Row[]>;
  };
  SerialDb.prototype.run = function watched(this: SerialDb, sql: string, params?: SqlParams) {
    return timed(this, 'statement', shortSql(sql), () => run.call(this, sql, params));
  };
  SerialDb.prototype.transaction = function watched<T>(this: SerialDb, work: (tx: Queries) => Promise<T>) {
    return timed(this, 'transaction', caller(), () => transaction.call(this, work)) as Promise<T>;
  };

  return {
    reset() {
      seen.clear();
      delay.reset();
    },
    longest: (count) => [...seen.values()].sort((a, b) => b.maxMs - a.maxMs).slice(0, count),
    eventLoop: () => ({
      ...{ p50Ms: delay.percentile(50) / 1e6, p99Ms: delay.percentile(99) / 1e6, maxMs: delay.max / 1e6 },
    }),
  };
}
