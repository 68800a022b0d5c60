// The month's batch over HTTP: close, submit, the national result, publication.
import { Closed } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { rejectedReport } from '../../catalog/import/report.ts';
import { type Route, route } from '../../http/routes/route.ts';
import { CertificationSettings } from '../settings.ts';
import type { CertificationRouteParts } from './route-parts.ts';
import { Ok, ok } from './shapes.ts';

const tag = 'certification';
const fileBytesMax = 20 * 1024 * 1024;
const national = 'application.record-national';
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const Report = Type.Object({
  passed: Type.Integer(),
  refusedByOffice: Type.Integer(),
  unchanged: Type.Integer(),
  held: Type.Array(Type.Object({ row: Type.Integer(), application: Type.String() })),
  missing: Type.Array(Type.String()),
  wrong: Type.Array(Type.Object({ row: Type.Integer() })),
  applied: Type.Boolean(),
});

export const batchRoutes = (parts: CertificationRouteParts): Route[] => [
  ...readingRoutes(parts),
  ...changingRoutes(parts),
];

const readingRoutes = ({ certification }: CertificationRouteParts): Route[] => [
  route({
    method: 'get',
    path: '/api/certification/batches',
    tag,
    summary: 'Every month’s batch with how many are in it and how far it is.',
    access: national,
    answer: Closed({
      rows: Type.Array(Type.Object({ month: Type.String(), state: Type.String() })),
      total: Type.Integer(),
    }),
    async handle() {
      const rows = await certification.batches.list();
      return { rows, total: rows.length };
    },
  }),
  route({
    method: 'get',
    path: '/api/certification/batches/:month',
    tag,
    summary: 'What a closed batch holds, with each application’s result.',
    access: national,
    answer: Closed({ rows: Type.Array(Type.Object({ id: Type.String() })), total: Type.Integer() }),
    async handle({ params }) {
      const rows = await certification.batches.items(params['month'] ?? '');
      return { rows, total: rows.length };
    },
  }),
  route({
    method: 'get',
    path: '/api/certification/batches/:month/file',
    tag,
    summary: 'The submission file (XLSX): as submitted, or as it would be now.',
    access: national,
    answerType: xlsx,
    async handle({ params, response }) {
      const month = params['month'] ?? '';
      const bytes = await certification.batches.file(month);
      const disposition = `attachment; filename="batch-${month}.xlsx"`;
      response.status(200).set({ 'content-type': xlsx, 'content-disposition': disposition }).end(bytes);
      return undefined;
    },
  }),
  route({
    method: 'get',
    path: '/api/certification/settings',
    tag,
    summary: 'Cut-off day, publicity days, checklists.',
    access: 'application.read',
    answer: CertificationSettings,
    handle: () => certification.settings(),
  }),
];

const changingRoutes = ({ certification, requireProof, nowMs }: CertificationRouteParts): Route[] => [
  route({
    method: 'post',
    path: '/api/certification/batches/:month/close',
    tag,
    summary: 'Closes a batch after its cut-off; what is not certified yet waits for the next month.',
    access: national,
    answer: Closed({ taken: Type.Integer(), moved: Type.Integer() }),
    handle: ({ actor, params }) => certification.batches.close(actor, params['month'] ?? ''),
  }),
  route({
    method: 'post',
    path: '/api/certification/batches/:month/submit',
    tag,
    summary: 'Records that the batch went to the national office; its file is kept as it was.',
    access: national,
    answer: Closed({ sha256: Type.String(), items: Type.Integer() }),
    handle({ actor, params }) {
      requireProof(actor, nowMs());
      return certification.batches.submit(actor, params['month'] ?? '');
    },
  }),
  route({
    method: 'post',
    path: '/api/certification/batches/:month/results',
    tag,
    summary:
      'Checks the published national result (XLSX or CSV); with `apply=1` applies it, all of it or nothing.',
    access: national,
    file: { bytesMax: fileBytesMax, about: 'XLSX or CSV' },
    query: Closed({
      apply: Type.Optional(Type.Literal('1')),
      format: Type.Optional(Type.Literal('csv')),
    }),
    answer: Report,
    async handle({ actor, params, query, bytes, fileName, response }) {
      if (query.apply) requireProof(actor, nowMs());
      const file = { name: fileName, bytes };
      const report = await certification.results.import(
        actor,
        params['month'] ?? '',
        file,
        query.apply === '1',
      );
      if (query.format !== 'csv') return report;
      response.type('text/csv; charset=utf-8').send(rejectedReport(report.wrong));
      return undefined;
    },
  }),
  route({
    method: 'post',
    path: '/api/certification/batches/:month/publish',
    tag,
    summary: 'Records the national publication of what passed publicity; names what is held and why.',
    access: national,
    answer: Closed({
      published: Type.Integer(),
      held: Type.Array(Closed({ application: Type.String(), reason: Type.String() })),
    }),
    handle({ actor, params }) {
      requireProof(actor, nowMs());
      return certification.publicity.publish(actor, params['month'] ?? '');
    },
  }),
  route({
    method: 'put',
    path: '/api/certification/settings',
    tag,
    summary: 'Sets cut-off day, publicity days and checklists.',
    access: 'certification.configure',
    body: CertificationSettings,
    answer: Ok,
    async handle({ actor, body }) {
      await certification.setSettings(actor, body);
      return ok;
    },
  }),
];
