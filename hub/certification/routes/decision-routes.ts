// Decisions of banner, league and region, and objections during publicity.
import { type Route, route } from '../../http/routes/route.ts';
import { levelActions } from '../decisions.ts';
import { actedOn, type CertificationRouteParts } from './route-parts.ts';
import { DecisionShape, ObjectionAnswer, ObjectionBody, Ok, ok } from './shapes.ts';

const tag = 'certification';

export function decisionRoutes(parts: CertificationRouteParts): Route[] {
  const { certification, requireProof, nowMs } = parts;
  return [
    route({
      method: 'post',
      path: '/api/applications/:id/decisions',
      tag,
      summary:
        'One level’s decision about one version: one person once per application; needs a fresh proof of who it is.',
      access: 'application.read',
      body: DecisionShape,
      answer: Ok,
      async handle(call) {
        const { id } = await actedOn(certification, call, levelActions[call.body.level]);
        requireProof(call.actor, nowMs());
        await certification.decisions.decide(call.actor, id, call.body);
        return ok;
      },
    }),
    route({
      method: 'post',
      path: '/api/applications/:id/objections',
      tag,
      summary: 'Writes an objection down; it holds the publication until it is answered.',
      access: 'application.record-national',
      body: ObjectionBody,
      answer: Ok,
      async handle(call) {
        const { id } = await actedOn(certification, call, 'application.record-national');
        await certification.publicity.object(call.actor, id, call.body);
        return ok;
      },
    }),
    route({
      method: 'post',
      path: '/api/applications/:id/objections/:objection/answer',
      tag,
      summary: 'Dismisses an objection, or upholds it, which rejects the application.',
      access: 'application.record-national',
      body: ObjectionAnswer,
      answer: Ok,
      async handle(call) {
        const { id } = await actedOn(certification, call, 'application.record-national');
        requireProof(call.actor, nowMs());
        const objection = Number(call.params['objection']);
        await certification.publicity.answer(call.actor, id, objection, call.body);
        return ok;
      },
    }),
  ];
}
