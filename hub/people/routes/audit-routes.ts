// The audit log for administrators and supervisors of the region.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Db } from '@zhuangui/protocol/db/db.ts';
import { Closed, TimeMs } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { type Route, route } from '../../http/routes/route.ts';
import { csvRows, toCsv } from '../../platform/csv.ts';
import { type AuditRow, exportAudit, listAudit, verifyAudit } from '../audit/audit-reads.ts';
import type { People } from '../people.ts';
import { listQuery, rowsOf } from './schemas.ts';

const AuditView = Closed({
  seq: Type.Integer(),
  atMs: TimeMs,
  actorKind: Type.String(),
  actorId: Type.String(),
  actorName: Type.String(),
  action: Type.String(),
  object: Type.String(),
  outcome: Type.String(),
  detail: Type.String(),
});
const filters = {
  actor: Type.Optional(Type.String({ maxLength: 100 })),
  action: Type.Optional(Type.String({ maxLength: 100 })),
  object: Type.Optional(Type.String({ maxLength: 300 })),
  outcome: Type.Optional(Type.Enum(['done', 'refused'])),
  fromMs: Type.Optional(TimeMs),
  toMs: Type.Optional(TimeMs),
};
const headings = [
  '序号 No.',
  '时间 Time',
  '类别 Kind',
  '人员 Person',
  '编号 Id',
  '操作 Action',
  '对象 Object',
  '结果 Outcome',
  '说明 Detail',
];
const cells = (row: AuditRow): string[] => [
  String(row.seq),
  new Date(row.atMs).toISOString(),
  row.actorKind,
  row.actorName,
  row.actorId,
  row.action,
  row.object,
  row.outcome,
  row.detail,
];

async function* csvOf(pieces: AsyncIterable<AuditRow[]>): AsyncGenerator<string> {
  yield toCsv([headings]);
  for await (const rows of pieces) yield csvRows(rows.map(cells));
}

export function auditRoutes({ people, reader }: { people: People; reader: Db }): Route[] {
  const common = { tag: 'audit', access: 'audit.read' } as const;
  return [
    route({
      ...common,
      method: 'get',
      path: '/api/audit',
      summary: 'What people did and were refused, newest first (`sort=seq`: oldest first).',
      query: Closed({ ...listQuery, ...filters }),
      answer: rowsOf(AuditView),
      async handle({ query, demand }) {
        await demand({}, 'audit');
        return listAudit(reader, query);
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/api/audit/actions',
      summary: 'Names of the actions that occur.',
      answer: Closed({ actions: Type.Array(Type.String()) }),
      async handle({ demand }) {
        await demand({}, 'audit');
        const rows = await reader.query<{ action: string }>(
          'SELECT DISTINCT action FROM audit_entry ORDER BY action',
        );
        return { actions: rows.map(({ action }) => action) };
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/api/audit/export.csv',
      summary: 'The same entries as CSV, oldest first; no cell runs as a formula.',
      query: Closed({ search: listQuery.search, ...filters }),
      answerType: 'text/csv',
      async handle({ query, actor, demand, response }) {
        await demand({}, 'audit');
        await people.audit.note({ actor, action: 'audit.export', object: 'audit', outcome: 'done' });
        response.writeHead(200, {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': 'attachment; filename="audit.csv"',
        });
        await pipeline(Readable.from(csvOf(exportAudit(reader, query))), response);
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/api/audit/verify',
      summary: 'Checks every line of the log against the chain of hashes.',
      answer: Closed({
        isWhole: Type.Boolean(),
        entries: Type.Integer(),
        head: Type.String(),
        broken: Type.Optional(Closed({ seq: Type.Integer(), why: Type.Enum(['gap', 'hash', 'columns']) })),
      }),
      async handle({ demand }) {
        await demand({}, 'audit');
        return verifyAudit(reader);
      },
    }),
  ];
}
