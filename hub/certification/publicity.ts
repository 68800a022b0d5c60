// CERT-14: publicity: objections hold an item; what passed without one is published nationally; what ended expires.
import { dayOf } from '@zhuangui/protocol/days.ts';
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Actor } from '../people/actor.ts';
import { DomainError } from '../platform/domain-error.ts';
import { nextState } from './application-machine.ts';
import {
  type Application,
  applicationPlace,
  requireApplication,
  saveApplication,
  selectApplications,
  writeStep,
} from './application-store.ts';
import { requireBatch } from './batch-store.ts';
import { type BatchItem, batchItems } from './batches.ts';
import { type CertificationParts, requireCan, requirePerson } from './certification-parts.ts';

export interface Objection {
  id: number;
  objector: string;
  text: string;
  at: number;
  byName: string;
  state: 'open' | 'dismissed' | 'upheld';
  answer: string | null;
  answeredAt: number | null;
  answeredBy: string | null;
}

export type HeldReason = 'publicity-runs' | 'objection' | 'supplier-blacklisted';

export interface Publicity {
  objections(application: string): Promise<Objection[]>;
  object(actor: Actor, application: string, body: { objector: string; text: string }): Promise<void>;
  /** Upheld: the application is rejected. Throws DomainError. */
  answer(
    actor: Actor,
    application: string,
    objection: number,
    body: { isUpheld: boolean; answer: string },
  ): Promise<void>;
  /** Publishes what of the batch may be; names what is held and why. */
  publish(
    actor: Actor,
    month: string,
  ): Promise<{ published: number; held: { application: string; reason: HeldReason }[] }>;
  /** CERT-15: certificates that ended before today. Resolves with their number. */
  expireEnded(): Promise<number>;
}

const objectionColumns = `id, objector, text, at, by_name AS byName, state, answer, answered_at AS answeredAt,
  answered_by AS answeredBy`;
const hub: Pick<Actor, 'kind' | 'id' | 'name'> = { kind: 'machine', id: 'machine', name: 'hub' };

export function createPublicity(parts: CertificationParts): Publicity {
  const { db, clock, audit } = parts;

  const written = (tx: Queries, actor: Actor, object: string, detail: string) =>
    audit.write(tx, { actor, action: 'application.record-national', object, outcome: 'done', detail });

  async function inPublicity(tx: Queries, actor: Actor, id: string): Promise<Application> {
    requirePerson(actor);
    const found = await requireApplication(tx, id);
    requireCan(actor, 'application.record-national', applicationPlace(found));
    if (found.state !== 'in-publicity')
      throw new DomainError('conflict', 'not-in-publicity', 'Objections belong to the publicity period.');
    return found;
  }

  const object: Publicity['object'] = (actor, id, body) =>
    db.transaction(async (tx) => {
      const found = await inPublicity(tx, actor, id);
      const atMs = clock.nowMs();
      await tx.run(
        "INSERT INTO objection (application, objector, text, at, by_name, state) VALUES (?, ?, ?, ?, ?, 'open')",
        [id, body.objector, body.text, atMs, actor.name],
      );
      await writeStep(tx, { actor, atMs, what: 'objection', detail: body.text }, found, found);
      await written(tx, actor, `application/${id}`, `objection: ${body.text}`);
    });

  const answer: Publicity['answer'] = (actor, id, objection, { isUpheld, answer: text }) =>
    db.transaction(async (tx) => {
      const before = await inPublicity(tx, actor, id);
      const atMs = clock.nowMs();
      const { changes } = await tx.run(
        `UPDATE objection SET state = ?, answer = ?, answered_at = ?, answered_by = ?
         WHERE id = ? AND application = ? AND state = 'open'`,
        [isUpheld ? 'upheld' : 'dismissed', text, atMs, actor.name, objection, id],
      );
      if (changes !== 1) throw new DomainError('conflict', 'answered', 'It was answered before.');
      const state = isUpheld ? nextState(before.state, { kind: 'uphold-objection' }) : before.state;
      const after = await saveApplication(tx, before, { state: state ?? before.state, updatedAt: atMs });
      const what = isUpheld ? 'objection-upheld' : 'objection-dismissed';
      await writeStep(tx, { actor, atMs, what, detail: text }, before, after);
      await written(tx, actor, `application/${id}`, `${what}: ${text}`);
    });

  function heldBecause(item: BatchItem, frozen: ReadonlySet<string>, nowMs: number): HeldReason | undefined {
    if (item.openObjections > 0) return 'objection';
    if ((item.publicityUntil ?? 0) > nowMs) return 'publicity-runs';
    return frozen.has(item.creditCode) ? 'supplier-blacklisted' : undefined;
  }

  async function publishOne(tx: Queries, actor: Actor, before: Application, atMs: number): Promise<void> {
    const state = nextState(before.state, { kind: 'publish' });
    if (!state) throw new DomainError('conflict', 'state', 'An application changed meanwhile: try again.');
    const after = await saveApplication(tx, before, { state, publishedAt: atMs, updatedAt: atMs });
    await writeStep(tx, { actor, atMs, what: 'published', detail: before.certificate ?? '' }, before, after);
  }

  const publish: Publicity['publish'] = (actor, month) =>
    db.transaction(async (tx) => {
      requirePerson(actor);
      requireCan(actor, 'application.record-national', {});
      await requireBatch(tx, month);
      const atMs = clock.nowMs();
      const frozen = await parts.blacklisted(tx);
      const items = (await batchItems(tx, month)).filter(({ state }) => state === 'in-publicity');
      const held: { application: string; reason: HeldReason }[] = [];
      for (const item of items) {
        const reason = heldBecause(item, frozen, atMs);
        if (reason) held.push({ application: item.id, reason });
        else await publishOne(tx, actor, item, atMs);
      }
      const published = items.length - held.length;
      await written(tx, actor, `batch/${month}`, `published ${published}, held ${held.length}`);
      return { published, held };
    });

  return {
    objections: (application) =>
      db.query<Objection>(`SELECT ${objectionColumns} FROM objection WHERE application = ? ORDER BY id`, [
        application,
      ]),
    object,
    answer,
    publish,
    expireEnded: () =>
      db.transaction(async (tx) => {
        const atMs = clock.nowMs();
        const ended = await selectApplications(tx, "a.state = 'published' AND a.valid_until < ?", [
          dayOf(atMs),
        ]);
        for (const before of ended) {
          const after = await saveApplication(tx, before, { state: 'expired', updatedAt: atMs });
          await writeStep(tx, { actor: hub, atMs, what: 'expired' }, before, after);
        }
        return ended.length;
      }),
  };
}
