// Sends what waits: each webhook's deliveries in order, all webhooks beside each other.
import type { Db } from '@zhuangui/protocol/db/db.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { delayAfter } from './backoff.ts';
import type { Post } from './post.ts';
import { signedHeaders } from './signature.ts';

interface Due {
  webhook: string;
  event: number;
  tries: number;
  url: string;
  secret: string;
  key: string;
  name: string;
  at: number;
  body: string;
}

export interface DeliveryParts {
  db: Db;
  /** Sees what is committed. */
  reader: Db;
  post: Post;
  clock: Clock;
  log: Log;
  /** Webhooks called at once. Default 8. */
  atOnce?: number;
}

/** HOOK-5: the oldest waiting delivery of each webhook; a later one waits behind it. */
const dueSql = `SELECT d.webhook, d.event, d.tries, w.url, w.secret, e.key, e.name, e.at, e.body
  FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook JOIN event_outbox e ON e.id = d.event
  WHERE d.state = 'waiting' AND d.next_at <= CAST(? AS INTEGER) AND w.paused = 0
    AND NOT EXISTS (SELECT 1 FROM webhook_delivery earlier
      WHERE earlier.webhook = d.webhook AND earlier.state = 'waiting' AND earlier.event < d.event)
  ORDER BY d.next_at`;

export function createDeliveries({ db, reader, post, clock, log, atOnce = 8 }: DeliveryParts) {
  const underWay = new Map<string, Promise<void>>();
  let isClosed = false;

  async function send(due: Due): Promise<void> {
    const nowMs = clock.nowMs();
    const data = JSON.parse(due.body) as object;
    const body = JSON.stringify({ type: due.name, timestamp: new Date(due.at).toISOString(), data });
    const { ok, answer } = await post(due.url, signedHeaders(due.secret, due.key, body, nowMs), body);
    const tries = due.tries + 1;
    const delayMs = ok ? 0 : delayAfter(tries);
    const state = ok ? 'delivered' : delayMs === undefined ? 'dead' : 'waiting';
    const endMs = clock.nowMs();
    await db.run(
      `UPDATE webhook_delivery SET state = ?, tries = ?, next_at = ?, first_at = coalesce(first_at, ?), last_at = ?,
        last_answer = ? WHERE webhook = ? AND event = ?`,
      [state, tries, endMs + (delayMs ?? 0), nowMs, endMs, answer, due.webhook, due.event],
    );
    if (state === 'dead') log.warn({ webhook: due.webhook, answer }, 'a webhook was given up after a day');
  }

  async function begin(): Promise<void> {
    if (isClosed) return;
    const due = await reader.query<Due>(dueSql, [clock.nowMs()]);
    for (const one of due) {
      if (isClosed || underWay.size >= atOnce) return;
      if (underWay.has(one.webhook)) continue;
      const sending = send(one)
        .catch((error: unknown) => log.error({ error }, 'a webhook delivery could not be noted'))
        .finally(() => underWay.delete(one.webhook))
        .then(() => sendDue());
      underWay.set(one.webhook, sending);
    }
  }

  /** Begins what is due and not under way. Never rejects. */
  const sendDue = (): Promise<void> =>
    begin().catch((error: unknown) => {
      if (!isClosed) log.error({ error }, 'webhook deliveries could not be read');
    });

  return {
    sendDue,
    async close() {
      isClosed = true;
      await Promise.all(underWay.values());
    },
  };
}
