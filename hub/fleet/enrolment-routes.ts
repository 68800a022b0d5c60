// Claims and machines that wait for a person, over HTTP.
import { Closed, Text } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { type Route, route } from '../http/routes/route.ts';
import type { Audit } from '../people/audit-port.ts';
import { inScope } from '../people/scope.ts';
import type { Fleet } from './fleet.ts';
import { ClaimAnswer } from './fleet-answers.ts';
import { counterFor } from './fleet-routes.ts';

const tag = 'fleet';

export function enrolmentRoutes({ fleet, audit }: { fleet: Fleet; audit: Audit }): Route[] {
  const { approvals } = fleet.enrolment;
  const action = 'counter.enrol';
  return [
    route({
      method: 'post',
      path: '/api/fleet/counters/:id/claim',
      tag,
      summary: 'A claim for a new machine, or for one that replaces the machine now in service; shown once.',
      access: action,
      answer: ClaimAnswer,
      status: 201,
      async handle(call) {
        const { id, status } = await counterFor(call, fleet);
        const detail = status === 'enrolled' ? 'claim for a machine that replaces this one' : 'claim';
        const { code, expiresAtMs } = await fleet.enrolment.issueCode(id, (tx) =>
          audit.write(tx, { actor: call.actor, action, object: `counter/${id}`, outcome: 'done', detail }),
        );
        return { counter: id, claim: `${code}.${fleet.authority.fingerprint}`, expiresAt: expiresAtMs };
      },
    }),
    route({
      method: 'get',
      path: '/api/fleet/enrolments',
      tag,
      summary: 'Open claims and machines that wait for a person, newest first, and the policy.',
      access: action,
      answer: Type.Object({
        rows: Type.Array(Type.Object({}, { additionalProperties: true })),
        total: Type.Integer(),
        approvalNeeded: Type.Boolean(),
      }),
      async handle({ scope }) {
        const rows = (await approvals.list()).flatMap((row) => {
          const counter = fleet.registry.get(row.counter);
          return counter && inScope(scope, counter)
            ? [{ ...row, name: counter.name, banner: counter.banner }]
            : [];
        });
        return { rows, total: rows.length, approvalNeeded: await approvals.isNeeded() };
      },
    }),
    route({
      method: 'post',
      path: '/api/fleet/counters/:id/enrolment',
      tag,
      summary: 'Approves or refuses the machine that waits, named by the fingerprint of its journal key.',
      access: action,
      body: Closed({
        approved: Type.Boolean(),
        fingerprint: Type.String({ pattern: '^[0-9a-f]{16}$' }),
        reason: Text(300),
      }),
      answer: Type.Object({ counter: Type.String(), approved: Type.Boolean() }),
      async handle(call) {
        const { id } = await counterFor(call, fleet);
        const { approved, fingerprint, reason } = call.body;
        const detail = `${approved ? 'approved' : 'refused'} ${fingerprint}: ${reason}`;
        await approvals.decide(id, { ...call.body, by: call.actor.name }, (tx) =>
          audit.write(tx, { actor: call.actor, action, object: `counter/${id}`, outcome: 'done', detail }),
        );
        return { counter: id, approved };
      },
    }),
    route({
      method: 'put',
      path: '/api/fleet/policy',
      tag,
      summary: 'Whether a machine waits for a person before it is certified.',
      access: action,
      body: Closed({ enrolmentApproval: Type.Boolean() }),
      answer: Type.Object({ enrolmentApproval: Type.Boolean() }),
      async handle(call) {
        await call.demand({}, 'policy/enrolment-approval');
        const { enrolmentApproval } = call.body;
        const detail = enrolmentApproval ? 'machines wait for a person' : 'a right code is enough';
        await approvals.setNeeded(enrolmentApproval, (tx) =>
          audit.write(tx, {
            actor: call.actor,
            action,
            object: 'policy/enrolment-approval',
            outcome: 'done',
            detail,
          }),
        );
        return { enrolmentApproval };
      },
    }),
  ];
}
