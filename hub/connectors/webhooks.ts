// Subscriptions: made, paused, removed; what became of each delivery.
import type { Db, SqlValue } from '@zhuangui/protocol/db/db.ts';
import type { Actor } from '../people/actor.ts';
import type { Audit } from '../people/audit-port.ts';
import type { Clock } from '../platform/clock.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Random } from '../platform/random.ts';
import type { AddressGuard } from './address-guard.ts';
import type { EventName } from './event-kinds.ts';
import { writeEvents } from './outbox.ts';
import { secretOf } from './signature.ts';

export interface WebhookRow {
  id: string;
  name: string;
  url: string;
  events: string[];
  madeAtMs: number;
  madeBy: string;
  isPaused: boolean;
  waiting: number;
  dead: number;
  delivered: number;
}

export interface DeliveryRow {
  event: number;
  name: string;
  key: string;
  atMs: number;
  state: 'waiting' | 'delivered' | 'dead';
  tries: number;
  nextAtMs: number;
  lastAtMs: number | null;
  lastAnswer: string;
}

export interface WebhookParts {
  db: Db;
  reader: Db;
  audit: Audit;
  guard: AddressGuard;
  clock: Clock;
  random: Random;
  /** Something is due now. */
  wake(): void;
}

const webhooksMax = 100;
const unknown = () => new DomainError('unknown', 'unknown-webhook', 'There is no such webhook.');

export function createWebhooks({ db, reader, audit, guard, clock, random, wake }: WebhookParts) {
  const noted = (actor: Actor, id: string, detail: string) =>
    ({ actor, action: 'webhook.manage', object: `webhook/${id}`, outcome: 'done', detail }) as const;

  /** Changes one webhook and writes it down. Throws DomainError `unknown-webhook`. */
  async function change(
    actor: Actor,
    id: string,
    detail: string,
    sql: string,
    params: SqlValue[],
  ): Promise<void> {
    await db.transaction(async (tx) => {
      if ((await tx.run(sql, params)).changes === 0) throw unknown();
      await audit.write(tx, noted(actor, id, detail));
    });
    wake();
  }

  return {
    async list(): Promise<WebhookRow[]> {
      const count = (state: string) =>
        `(SELECT count(*) FROM webhook_delivery WHERE webhook = webhook.id AND state = '${state}') AS ${state}`;
      const rows = await db.query<
        Omit<WebhookRow, 'events' | 'isPaused'> & { events: string; paused: number }
      >(
        `SELECT id, name, url, events, made_at AS madeAtMs, made_by AS madeBy, paused,
          ${count('waiting')}, ${count('dead')}, ${count('delivered')} FROM webhook ORDER BY made_at, id`,
      );
      return rows.map(({ events, paused, ...row }) => ({
        ...row,
        events: JSON.parse(events) as string[],
        isPaused: paused === 1,
      }));
    },
    /** HOOK-2: the secret is in this answer and in no other. Throws DomainError `bad-address`, `too-many-webhooks`. */
    async add(actor: Actor, wanted: { name: string; url: string; events: EventName[] }) {
      const url = guard.checkUrl(wanted.url).href;
      const id = `w${Buffer.from(random.bytes(8)).toString('hex')}`;
      const secret = secretOf(random.bytes(32));
      await db.transaction(async (tx) => {
        const [{ n } = { n: 0 }] = await tx.query<{ n: number }>('SELECT count(*) AS n FROM webhook');
        if (n >= webhooksMax)
          throw new DomainError('conflict', 'too-many-webhooks', 'There are 100 webhooks: remove one first.');
        await tx.run(
          'INSERT INTO webhook (id, name, url, events, secret, made_at, made_by) VALUES (?, ?, ?, ?, ?, ?, ?)',
          [id, wanted.name, url, JSON.stringify(wanted.events), secret, clock.nowMs(), actor.name],
        );
        await audit.write(tx, noted(actor, id, `made: ${url}`));
      });
      return { id, secret };
    },
    async remove(actor: Actor, id: string) {
      await db.transaction(async (tx) => {
        if ((await tx.run('DELETE FROM webhook WHERE id = ?', [id])).changes === 0) throw unknown();
        await tx.run('DELETE FROM webhook_delivery WHERE webhook = ?', [id]);
        await audit.write(tx, noted(actor, id, 'removed'));
      });
    },
    pause: (actor: Actor, id: string, isPaused: boolean) =>
      change(actor, id, isPaused ? 'paused' : 'goes on', 'UPDATE webhook SET paused = ? WHERE id = ?', [
        isPaused ? 1 : 0,
        id,
      ]),
    /** A delivery that was given up, or waits, is due now, with a day of tries before it. */
    resend: (actor: Actor, id: string, event: number) =>
      change(
        actor,
        id,
        `event ${event} sent again`,
        `UPDATE webhook_delivery SET state = 'waiting', tries = 0, next_at = ? WHERE webhook = ? AND event = ?
         AND state <> 'delivered'`,
        [clock.nowMs(), id, event],
      ),
    /** Sends a test to this webhook alone. */
    async test(actor: Actor, id: string) {
      const key = `webhook.test/${Buffer.from(random.bytes(8)).toString('hex')}`;
      await db.transaction(async (tx) => {
        if ((await tx.query('SELECT 1 FROM webhook WHERE id = ?', [id])).length === 0) throw unknown();
        const event = { key, name: 'webhook.test', body: { webhook: id }, place: {} } as const;
        await writeEvents(tx, [event], clock.nowMs(), id);
        await audit.write(tx, noted(actor, id, 'tested'));
      });
      wake();
      return { key };
    },
    async deliveries(id: string, state: string | undefined, offset: number, limit: number) {
      const where = `d.webhook = ?1 AND (?2 = '' OR d.state = ?2)`;
      const rows = await reader.query<DeliveryRow>(
        `SELECT d.event, e.name, e.key, e.at AS atMs, d.state, d.tries, d.next_at AS nextAtMs, d.last_at AS lastAtMs,
          d.last_answer AS lastAnswer FROM webhook_delivery d JOIN event_outbox e ON e.id = d.event
         WHERE ${where} ORDER BY d.event DESC LIMIT ?3 OFFSET ?4`,
        [id, state ?? '', limit, offset],
      );
      const [known] = await reader.query('SELECT 1 FROM webhook WHERE id = ?', [id]);
      if (!known) throw unknown();
      const [count] = await reader.query<{ n: number }>(
        `SELECT count(*) AS n FROM webhook_delivery d WHERE ${where}`,
        [id, state ?? ''],
      );
      return { rows, total: count?.n ?? 0 };
    },
  };
}
export type Webhooks = ReturnType<typeof createWebhooks>;
