// Applications over HTTP: lists, one with all its history, writing, handing in.
import { leagueOfBanner } from '@zhuangui/protocol/checks/region-code.ts';
import { Closed } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { type Route, route } from '../../http/routes/route.ts';
import type { Actor } from '../../people/actor.ts';
import { can } from '../../people/can.ts';
import { Content } from '../application-content.ts';
import { editableStates, levelAt } from '../application-machine.ts';
import { type Application, applicationPlace } from '../application-store.ts';
import { levelActions } from '../decisions.ts';
import { actedOn, type CertificationRouteParts, seen } from './route-parts.ts';
import {
  ApplicationLineView,
  ApplicationQuery,
  DecisionView,
  EditBody,
  NewApplicationBody,
  Ok,
  ok,
  pageOf,
  ReasonBody,
  rowsOf,
} from './shapes.ts';

const tag = 'certification';

const Detail = Closed({
  application: Type.Object({ id: Type.String(), content: Content }, { additionalProperties: true }),
  evidence: Type.Array(Type.Object({ id: Type.Integer(), name: Type.String(), size: Type.Integer() })),
  decisions: Type.Array(DecisionView),
  steps: Type.Array(Type.Object({ at: Type.Integer(), what: Type.String() })),
  objections: Type.Array(Type.Object({ id: Type.Integer(), text: Type.String() })),
  isFrozen: Type.Boolean(),
  checklist: Type.Array(Type.Object({ id: Type.String(), zh: Type.String(), en: Type.String() })),
  may: Closed({
    edit: Type.Boolean(),
    submit: Type.Boolean(),
    withdraw: Type.Boolean(),
    decide: Type.Union([Type.Enum(['banner', 'league', 'region'] as const), Type.Null()]),
    object: Type.Boolean(),
    renew: Type.Boolean(),
  }),
});

/** What the page offers; the hub decides again when it is asked. */
function mayOf(actor: Actor, of: Application, isFrozen: boolean) {
  const place = applicationPlace(of);
  const canWrite = can(actor, 'application.write', place);
  const isEditable = canWrite && editableStates.includes(of.state);
  const level = levelAt(of.state);
  const isTurn = level && level !== 'national' && !isFrozen && can(actor, levelActions[level], place);
  return {
    edit: isEditable && !isFrozen,
    submit: canWrite && !isFrozen && (of.state === 'draft' || of.state === 'returned'),
    withdraw: isEditable,
    decide: isTurn ? level : null,
    object: of.state === 'in-publicity' && can(actor, 'application.record-national', place),
    renew: canWrite && !isFrozen && (of.state === 'published' || of.state === 'expired'),
  };
}

export function applicationRoutes({ certification }: CertificationRouteParts): Route[] {
  const { applications } = certification;

  async function detail(actor: Actor, application: Application) {
    const isFrozen = (await certification.frozen()).has(application.creditCode);
    const level = levelAt(application.state);
    const { checklists } = await certification.settings();
    return {
      application,
      evidence: await certification.evidence.of(application.id),
      decisions: await certification.decisions.of(application.id),
      steps: await certification.steps(application.id),
      objections: await certification.publicity.objections(application.id),
      isFrozen,
      checklist: level ? checklists[level] : [],
      may: mayOf(actor, application, isFrozen),
    };
  }

  return [
    route({
      method: 'get',
      path: '/api/applications',
      tag,
      summary:
        'Applications in one’s place; `waiting=me` are those one can move on, `expiring` certificates that end.',
      access: 'application.read',
      query: ApplicationQuery,
      answer: rowsOf(ApplicationLineView),
      handle({ actor, scope, query }) {
        const { waiting, expiring, ...filter } = query;
        return certification.list(scope, {
          ...filter,
          ...(waiting ? { waitingFor: actor } : {}),
          ...(expiring === undefined ? {} : { expiringDays: expiring }),
          ...pageOf(query),
        });
      },
    }),
    route({
      method: 'get',
      path: '/api/applications/:id',
      tag,
      summary: 'One application with evidence, decisions, every step, and what the reader may do with it.',
      access: 'application.read',
      answer: Detail,
      handle: async (call) => detail(call.actor, await seen(certification, call)),
    }),
    route({
      method: 'post',
      path: '/api/applications',
      tag,
      summary: 'A new draft, or the renewal of a published entry. Certification is free of charge.',
      access: 'application.write',
      body: NewApplicationBody,
      answer: Closed({ id: Type.String() }),
      status: 201,
      async handle({ actor, body, demand }) {
        const { banner } = body.content;
        const place = { banner, league: leagueOfBanner(banner), creditCode: body.creditCode };
        await demand(place, `supplier/${body.creditCode}`);
        return { id: await applications.create(actor, body) };
      },
    }),
    route({
      method: 'put',
      path: '/api/applications/:id',
      tag,
      summary: 'Changes an application; under review this makes a new version and voids every approval.',
      access: 'application.write',
      body: EditBody,
      answer: Ok,
      async handle(call) {
        const { id } = await actedOn(certification, call, 'application.write');
        await applications.edit(call.actor, id, call.body);
        return ok;
      },
    }),
    route({
      method: 'post',
      path: '/api/applications/:id/submit',
      tag,
      summary: 'Hands an application in to the banner’s office.',
      access: 'application.write',
      answer: Ok,
      async handle(call) {
        const { id } = await actedOn(certification, call, 'application.write');
        await applications.submit(call.actor, id);
        return ok;
      },
    }),
    route({
      method: 'post',
      path: '/api/applications/:id/withdraw',
      tag,
      summary: 'Takes an application back for good.',
      access: 'application.write',
      body: ReasonBody,
      answer: Ok,
      async handle(call) {
        const { id } = await actedOn(certification, call, 'application.write');
        await applications.withdraw(call.actor, id, call.body.reason);
        return ok;
      },
    }),
  ];
}
