// Public exposure (通报曝光): written by one, approved by another, answered by the party, then published.
import type { Queries } from '@zhuangui/protocol/db/db.ts';
import type { Actor, ObjectPlace } from '../people/actor.ts';
import type { Action } from '../people/permissions.ts';
import { DomainError } from '../platform/domain-error.ts';
import { issuingPlace } from '../sanctions/issuing.ts';
import {
  type ExposedKind,
  type Exposure,
  type ExposureState,
  type ExposureText,
  insertExposure,
  insertText,
  readExposure,
  readTexts,
} from './exposure-store.ts';
import { hex, type SupervisionParts } from './supervision-parts.ts';

export interface Wording {
  title: string;
  body: string;
  legalBasis: string;
}
export interface NewExposure extends Wording {
  targetKind: ExposedKind;
  target: string;
  sanction?: string;
  place?: string;
}

/** EXP-3: so long the party may reply before anything is published. */
export const replyDays = { fewest: 3, usual: 5, most: 30 } as const;
const dayMs = 86_400_000;

export const stateOf = (exposure: Exposure, nowMs: number): ExposureState => {
  if (exposure.takenDownAt !== null) return 'taken-down';
  if (exposure.publishedAt !== null) return 'published';
  if (exposure.replyUntil === null) return 'draft';
  return exposure.repliedAt === null && exposure.replyUntil > nowMs ? 'hearing' : 'ready';
};

/** For `can`: the issuing place. */
export const placeOfExposure = ({ league, banner }: Exposure): ObjectPlace => ({
  ...(league === null ? {} : { league }),
  ...(banner === null ? {} : { banner }),
});
/** For the right of reply: the party concerned. */
export const partyOf = ({ operatingCompany, creditCode }: Exposure): ObjectPlace => ({
  ...(operatingCompany === null ? {} : { operatingCompany }),
  ...(creditCode === null ? {} : { creditCode }),
});

const conflict = (reason: string, sentence: string) => new DomainError('conflict', reason, sentence);

type Party = Pick<Exposure, 'targetName' | 'operatingCompany' | 'creditCode'> & { places: ObjectPlace[] };

export function createExposures(
  parts: Pick<SupervisionParts, 'db' | 'clock' | 'random' | 'audit' | 'search' | 'fleet'>,
) {
  const { db, clock, random, audit, search, fleet } = parts;

  async function partyFor({ targetKind, target }: NewExposure): Promise<Party> {
    if (targetKind === 'supplier') {
      const name = await search.supplier(target);
      if (name === undefined) throw unknownTarget(target);
      const own = (await search.entries()).filter(({ supplier }) => supplier.creditCode === target);
      const places = own.map(({ origin: { league, banner } }) => ({ league, banner }));
      return { targetName: name, operatingCompany: null, creditCode: target, places };
    }
    if (targetKind === 'counter') {
      const counter = fleet.registry.get(target);
      if (!counter) throw unknownTarget(target);
      const { league, banner, operatingCompany } = counter;
      return { targetName: counter.name, operatingCompany, creditCode: null, places: [{ league, banner }] };
    }
    if (!fleet.registry.list().some(({ operatingCompany }) => operatingCompany === target))
      throw unknownTarget(target);
    return { targetName: target, operatingCompany: target, creditCode: null, places: [] };
  }

  async function find(id: string, queries: Queries = db): Promise<Exposure> {
    const exposure = await readExposure(queries, id);
    if (exposure) return exposure;
    throw new DomainError(
      'unknown',
      'unknown-exposure',
      'There is no such notice, or it is not yours to see.',
    );
  }

  /** One change and its audit line, over the notice as it is inside the transaction. */
  const change = (
    actor: Actor,
    id: string,
    action: Action,
    detail: string,
    work: (tx: Queries, exposure: Exposure, texts: ExposureText[]) => Promise<void>,
  ): Promise<void> =>
    db.transaction(async (tx) => {
      await work(tx, await find(id, tx), await readTexts(tx, id));
      await audit.write(tx, { actor, action, object: `exposure/${id}`, outcome: 'done', detail });
    });

  const newText = (actor: Actor, wording: Wording, why: string) => ({
    ...wording,
    why,
    draftedById: actor.id,
    draftedBy: actor.name,
    draftedAt: clock.nowMs(),
  });

  async function draft(
    actor: Actor,
    wanted: NewExposure,
    refuse: (place: ObjectPlace) => Promise<void>,
  ): Promise<{ id: string }> {
    const { places, ...party } = await partyFor(wanted);
    const from = issuingPlace(actor, 'exposure.draft', places, wanted.place);
    if (!from) await refuse(places[0] ?? {});
    if (!from) throw new DomainError('forbidden', 'no-common-place', 'None of your places holds all of it.');
    const id = `x${hex(random, 8)}`;
    const banner = from.level === 'banner' ? from.place : null;
    const league = from.level === 'league' ? from.place : banner && `${banner.slice(0, 4)}00`;
    const { targetKind, target, sanction = null, title, body, legalBasis } = wanted;
    const open = {
      replyUntil: null,
      reply: null,
      repliedBy: null,
      repliedAt: null,
      publishedAt: null,
      publishedBy: null,
      takenDownAt: null,
      takenDownBy: null,
      takeDownReason: null,
    };
    const at = {
      id,
      targetKind,
      target,
      sanction,
      level: from.level,
      league,
      banner,
      createdAt: clock.nowMs(),
    };
    await db.transaction(async (tx) => {
      await insertExposure(tx, { ...at, ...party, ...open });
      await insertText(tx, id, newText(actor, { title, body, legalBasis }, ''));
      const object = `exposure/${id}`;
      await audit.write(tx, { actor, action: 'exposure.draft', object, outcome: 'done', detail: title });
    });
    return { id };
  }

  /** EXP-4: a new text; what was approved before stays public, what is not public yet is open again. */
  const revise = (actor: Actor, id: string, wording: Wording, why: string) =>
    change(actor, id, 'exposure.draft', why, async (tx, exposure) => {
      if (exposure.takenDownAt !== null)
        throw conflict('taken-down', 'It was taken down: write a new notice.');
      if (exposure.publishedAt !== null && why === '')
        throw new DomainError('invalid', 'reason-needed', 'Say why the published notice is corrected.');
      await insertText(tx, id, newText(actor, wording, why));
      if (exposure.publishedAt === null)
        await tx.run(
          'UPDATE exposure SET reply_until = NULL, reply = NULL, replied_by = NULL, replied_at = NULL WHERE id = ?',
          [id],
        );
    });

  /** EXP-1, EXP-3: the first approval opens the time to reply; that of a correction publishes it. */
  const approve = (actor: Actor, id: string, days: number) =>
    change(actor, id, 'exposure.approve', `${days} days to reply`, async (tx, exposure, texts) => {
      const text = texts.at(-1);
      if (!text || text.approvedById !== null)
        throw conflict('approved-before', 'The newest text is approved already: load the page again.');
      if (texts.some(({ draftedById }) => draftedById === actor.id))
        throw new DomainError(
          'forbidden',
          'second-person-needed',
          'Whoever wrote on it does not approve it.',
        );
      if (exposure.takenDownAt !== null) throw conflict('taken-down', 'It was taken down.');
      const now = clock.nowMs();
      await tx.run(
        `UPDATE exposure_text SET approved_by_id = ?, approved_by = ?, approved_at = ?
         WHERE exposure = ? AND version = ? AND approved_by_id IS NULL`,
        [actor.id, actor.name, now, id, text.version],
      );
      if (exposure.publishedAt === null)
        await tx.run('UPDATE exposure SET reply_until = ? WHERE id = ?', [now + days * dayMs, id]);
    });

  const reply = (actor: Actor, id: string, text: string) =>
    change(actor, id, 'exposure.reply', text, async (tx, exposure) => {
      const { replyUntil, publishedAt, operatingCompany, creditCode } = exposure;
      if (replyUntil === null)
        throw conflict('not-yet', 'The notice is not approved: there is nothing to reply to.');
      if (publishedAt !== null)
        throw conflict('published', 'It is published: ask the office for a correction.');
      await tx.run('UPDATE exposure SET reply = ?, replied_by = ?, replied_at = ? WHERE id = ?', [
        text,
        operatingCompany ?? (creditCode ? exposure.targetName : ''),
        clock.nowMs(),
        id,
      ]);
    });

  const publish = (actor: Actor, id: string) =>
    change(actor, id, 'exposure.approve', 'published', async (tx, exposure, texts) => {
      if (exposure.publishedAt !== null) throw conflict('published', 'It is published already.');
      if (texts.at(-1)?.approvedById == null)
        throw conflict('not-approved', 'A second supervisor approves the newest text first.');
      if (stateOf(exposure, clock.nowMs()) !== 'ready')
        throw conflict(
          'reply-open',
          'The party may still reply: publish after its reply or when its time is over.',
        );
      await tx.run('UPDATE exposure SET published_at = ?, published_by = ? WHERE id = ?', [
        clock.nowMs(),
        actor.name,
        id,
      ]);
    });

  const takeDown = (actor: Actor, id: string, reason: string) =>
    change(actor, id, 'exposure.approve', `taken down: ${reason}`, async (tx, exposure) => {
      if (exposure.publishedAt === null || exposure.takenDownAt !== null)
        throw conflict('not-public', 'It is not public.');
      await tx.run(
        'UPDATE exposure SET taken_down_at = ?, taken_down_by = ?, take_down_reason = ? WHERE id = ?',
        [clock.nowMs(), actor.name, reason, id],
      );
    });

  return { draft, revise, approve, reply, publish, takeDown, find };
}

export type Exposures = ReturnType<typeof createExposures>;
const unknownTarget = (target: string) =>
  new DomainError('unknown', 'unknown-target', `Nothing is known as ${target}: search for it.`, { target });
