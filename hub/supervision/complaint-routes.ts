// Complaints as their handlers work with them; shoppers file them on the public pages.
import { Closed, Text } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { type Call, type Route, route } from '../http/routes/route.ts';
import { can } from '../people/can.ts';
import { DomainError } from '../platform/domain-error.ts';
import { type Complaints, complaintCategories, placeOfComplaint, type StepKind } from './complaints.ts';
import { LongText } from './exposure-routes.ts';
import type { SupervisionParts } from './supervision-parts.ts';

const tag = 'complaints';
const states = ['open', 'assigned', 'answered', 'closed'] as const;
const Done = Type.Object({ code: Type.String(), state: Type.Enum(states) });

export function complaintRoutes(parts: SupervisionParts, complaints: Complaints): Route[] {
  const nameOf = (counter: string) => parts.fleet.registry.get(counter)?.name ?? counter;

  async function own({ actor, params, demand }: Pick<Call<unknown, unknown>, 'actor' | 'params' | 'demand'>) {
    const complaint = await complaints.find(params['code']!);
    const place = placeOfComplaint(complaint);
    if (!can(actor, 'complaint.read', place))
      throw new DomainError(
        'unknown',
        'unknown-complaint',
        'There is no such complaint, or it is not yours to see.',
      );
    await demand(place, `complaint/${complaint.code}`);
    return complaint;
  }

  const stepRoute = (path: string, kind: StepKind, summary: string, text: Type.TSchema) =>
    route({
      method: 'post',
      path: `/api/complaints/:code/${path}`,
      tag,
      summary,
      access: 'complaint.handle',
      body: Closed({ text }),
      answer: Done,
      async handle(call) {
        const { code } = await own(call);
        await complaints.step(call.actor, code, kind, (call.body as { text: string }).text);
        return { code, state: (await complaints.find(code)).state };
      },
    });

  return [
    route({
      method: 'get',
      path: '/api/complaints',
      tag,
      summary: 'Complaints within the asker’s places, newest first; contacts are not in it.',
      access: 'complaint.read',
      query: Closed({
        search: Type.Optional(Type.String({ maxLength: 100 })),
        page: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
        pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
        sort: Type.Optional(Type.String({ maxLength: 40 })),
        state: Type.Optional(Type.Enum(states)),
        category: Type.Optional(Type.Enum(complaintCategories)),
      }),
      answer: Type.Object({ rows: Type.Array(Done), total: Type.Integer() }),
      async handle({ query, scope }) {
        const { search = '', sort = '', page = 1, pageSize = 50, state, category } = query;
        const filter = { search, sort, ...(state ? { state } : {}), ...(category ? { category } : {}) };
        const found = await complaints.list(scope, filter, {
          limit: pageSize,
          offset: (page - 1) * pageSize,
        });
        const rows = found.rows.map((row) => ({ ...row, counterName: nameOf(row.counter) }));
        return { rows, total: found.total };
      },
    }),
    route({
      method: 'get',
      path: '/api/complaints/:code',
      tag,
      summary: 'One complaint with its steps.',
      access: 'complaint.read',
      answer: Done,
      async handle(call) {
        const complaint = await own(call);
        const steps = await complaints.steps(complaint.code);
        const mayHandle = can(call.actor, 'complaint.handle', placeOfComplaint(complaint));
        return { ...complaint, counterName: nameOf(complaint.counter), steps, mayHandle };
      },
    }),
    route({
      method: 'post',
      path: '/api/complaints/:code/contact',
      tag,
      summary: 'The contact the shopper left, for a handler; the look is written down.',
      access: 'complaint.handle',
      answer: Type.Object({ contact: Type.Union([Type.String(), Type.Null()]) }),
      async handle(call) {
        const { code } = await own(call);
        return { contact: (await complaints.contact(call.actor, code)) ?? null };
      },
    }),
    stepRoute('assign', 'assigned', 'Says who looks after it.', Text(80)),
    stepRoute('notes', 'note', 'A note for handlers; never public.', LongText(2000)),
    stepRoute('answers', 'answer', 'An answer the shopper reads on the status page.', LongText(2000)),
    stepRoute('close', 'closed', 'Closes it, with the reason.', Text(300)),
    stepRoute('reopen', 'reopened', 'Opens a closed one again.', Text(300)),
  ];
}
