// Exposure notices over HTTP: for supervisors, and for the party that may reply.
import { Closed, Text } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { type Route, route } from '../http/routes/route.ts';
import type { Actor } from '../people/actor.ts';
import { can } from '../people/can.ts';
import { DomainError } from '../platform/domain-error.ts';
import { readExposurePage, readTexts } from './exposure-store.ts';
import {
  createExposures,
  type NewExposure,
  partyOf,
  placeOfExposure,
  replyDays,
  stateOf,
} from './exposures.ts';
import type { SupervisionParts } from './supervision-parts.ts';

const tag = 'exposure';
/** Paragraphs are kept: a line break is no control character here. */
export const LongText = (maxLength: number) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000-\\u0009\\u000b-\\u001f\\u007f]*$' });
const wording = { title: Text(100), body: LongText(4000), legalBasis: Text(300) };
const states = ['draft', 'hearing', 'ready', 'published', 'taken-down'] as const;
const Done = Type.Object({ id: Type.String(), state: Type.Enum(states) });

export function exposureRoutes(parts: SupervisionParts): Route[] {
  const { reader, clock } = parts;
  const exposures = createExposures(parts);

  const after = async (id: string) => ({ id, state: stateOf(await exposures.find(id), clock.nowMs()) });

  /** Whoever may not see it learns nothing of it. */
  async function visible(actor: Actor, id: string) {
    const exposure = await exposures.find(id);
    const isOffice = can(actor, 'exposure.read', placeOfExposure(exposure));
    const isParty = exposure.replyUntil !== null && can(actor, 'exposure.read', partyOf(exposure));
    if (!isOffice && !isParty)
      throw new DomainError(
        'unknown',
        'unknown-exposure',
        'There is no such notice, or it is not yours to see.',
      );
    return { exposure, isOffice };
  }

  const act = (
    path: string,
    summary: string,
    access: 'exposure.draft' | 'exposure.approve',
    body: Type.TObject,
    work: (actor: Actor, id: string, body: Record<string, unknown>) => Promise<unknown>,
  ) =>
    route({
      method: 'post',
      path: `/api/exposures/:id/${path}`,
      tag,
      summary,
      access,
      body,
      answer: Done,
      async handle({ actor, params, body: sent, demand }) {
        const id = params['id']!;
        await demand(placeOfExposure(await exposures.find(id)), `exposure/${id}`);
        await work(actor, id, sent as Record<string, unknown>);
        return after(id);
      },
    });

  return [
    route({
      method: 'get',
      path: '/api/exposures',
      tag,
      summary:
        'Exposure notices: those of the asker’s places, and those the asker’s company or supplier may reply to.',
      access: 'exposure.read',
      query: Closed({
        search: Type.Optional(Type.String({ maxLength: 100 })),
        page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
        pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
        sort: Type.Optional(Type.String({ maxLength: 40 })),
        state: Type.Optional(Type.Enum(states)),
      }),
      answer: Type.Object({ rows: Type.Array(Type.Object({ id: Type.String() })), total: Type.Integer() }),
      async handle({ query, scope }) {
        const { search, state, page = 1, pageSize = 50 } = query;
        const filter = { ...(search ? { search } : {}), ...(state ? { state } : {}) };
        const found = await readExposurePage(reader, scope, filter, {
          limit: pageSize,
          offset: (page - 1) * pageSize,
        });
        const now = clock.nowMs();
        return { rows: found.rows.map((one) => ({ ...one, state: stateOf(one, now) })), total: found.total };
      },
    }),
    route({
      method: 'post',
      path: '/api/exposures',
      tag,
      summary: 'Drafts a notice about a counter, an operating company or a supplier.',
      access: 'exposure.draft',
      body: Closed({
        targetKind: Type.Enum(['counter', 'company', 'supplier']),
        target: Text(100),
        sanction: Type.Optional(Text(60)),
        place: Type.Optional(Type.String({ pattern: '^([1-9][0-9]{5})?$' })),
        ...wording,
      }),
      answer: Type.Object({ id: Type.String() }),
      status: 201,
      handle: ({ actor, body, demand }) =>
        exposures.draft(actor, body as NewExposure, (place) => demand(place, `exposure of ${body.target}`)),
    }),
    route({
      method: 'get',
      path: '/api/exposures/:id',
      tag,
      summary: 'One notice with all its texts, its reply and who did what.',
      access: 'exposure.read',
      answer: Done,
      async handle({ actor, params }) {
        const { exposure, isOffice } = await visible(actor, params['id']!);
        const texts = (await readTexts(reader, exposure.id)).filter((text) => isOffice || text.approvedById);
        const shown = texts.map(({ draftedById, approvedById: _, ...text }) => ({
          ...text,
          isMine: draftedById === actor.id,
        }));
        const mayReply =
          can(actor, 'exposure.reply', partyOf(exposure)) ||
          can(actor, 'exposure.reply', placeOfExposure(exposure));
        return { ...exposure, state: stateOf(exposure, clock.nowMs()), texts: shown, isOffice, mayReply };
      },
    }),
    act(
      'texts',
      'Writes a new text; approval starts again. Of a published notice: a correction.',
      'exposure.draft',
      Closed({ ...wording, why: Type.Optional(Text(300)) }),
      (actor, id, { title, body, legalBasis, why = '' }) =>
        exposures.revise(actor, id, { title, body, legalBasis } as never, why as string),
    ),
    act(
      'approve',
      'A second supervisor approves the newest text; the party’s time to reply begins.',
      'exposure.approve',
      Closed({
        replyDays: Type.Optional(Type.Integer({ minimum: replyDays.fewest, maximum: replyDays.most })),
      }),
      (actor, id, { replyDays: days = replyDays.usual }) => exposures.approve(actor, id, days as number),
    ),
    act(
      'publish',
      'Publishes it, with the reply, after the reply or its time.',
      'exposure.approve',
      Closed({}),
      (actor, id) => exposures.publish(actor, id),
    ),
    act(
      'take-down',
      'Takes a published notice down; the page stays and says why.',
      'exposure.approve',
      Closed({ reason: Text(300) }),
      (actor, id, { reason }) => exposures.takeDown(actor, id, reason as string),
    ),
    route({
      method: 'post',
      path: '/api/exposures/:id/reply',
      tag,
      summary: 'The party’s reply, published with the notice; a supervisor may enter one that came on paper.',
      access: 'exposure.reply',
      body: Closed({ text: LongText(4000) }),
      answer: Done,
      async handle({ actor, params, body, demand }) {
        const { exposure } = await visible(actor, params['id']!);
        const place = can(actor, 'exposure.reply', partyOf(exposure))
          ? partyOf(exposure)
          : placeOfExposure(exposure);
        await demand(place, `exposure/${exposure.id}`);
        await exposures.reply(actor, exposure.id, body.text);
        return after(exposure.id);
      },
    }),
  ];
}
