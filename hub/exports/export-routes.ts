// Exports over HTTP: begun as a job, listed, fetched as one archive.
import { spawn } from 'node:child_process';
import { pipeline } from 'node:stream/promises';
import { Closed, CounterId, Day } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { OrNull } from '../http/answers.ts';
import { type Route, route } from '../http/routes/route.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Audit } from '../people/audit-port.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { Exports } from './exports.ts';

const Kept = Type.Object({
  id: Type.String(),
  madeAtMs: Type.Integer(),
  from: OrNull(Type.String()),
  to: OrNull(Type.String()),
  counters: OrNull(Type.Array(Type.String())),
  files: Type.Integer(),
  bytes: Type.Integer(),
  journals: Type.Integer(),
  lines: Type.Integer(),
});

const Wish = Closed({
  from: Type.Optional(Day),
  to: Type.Optional(Day),
  counters: Type.Optional(Type.Array(CounterId, { minItems: 1, maxItems: 1000, uniqueItems: true })),
});

export interface ExportRouteParts {
  exports: Exports;
  jobs: Jobs;
  audit: Audit;
}

export function exportRoutes({ exports, jobs, audit }: ExportRouteParts): Route[] {
  const common = { tag: 'exports', access: 'audit.read' } as const;
  return [
    route({
      ...common,
      method: 'post',
      path: '/api/exports',
      summary: 'Begins an export that the independent verifier judges; answers with the job that makes it.',
      body: Wish,
      answer: Type.Object({ id: Type.String({ description: 'Id of the job; its result names the export' }) }),
      status: 202,
      async handle({ actor, body, demand }) {
        await demand({}, 'export');
        const wish = { from: body.from ?? null, to: body.to ?? null, counters: body.counters ?? null };
        exports.requirePossible(wish);
        const days = `${wish.from ?? '…'} – ${wish.to ?? '…'}`;
        const titles = { titleZh: `审计导出 ${days}`, titleEn: `Export for auditors ${days}` };
        const job = jobs.start({ kind: 'audit-export', actor, ...titles }, (report, signal) =>
          exports.make(wish, report, signal),
        );
        const detail = `${days}, ${wish.counters?.join(' ') ?? 'all counters'}`;
        await audit.note({ actor, action: 'export.make', object: `job/${job.id}`, outcome: 'done', detail });
        return job;
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/api/exports',
      summary: 'Exports that are kept, newest first.',
      answer: Type.Object({ rows: Type.Array(Kept), total: Type.Integer() }),
      async handle({ demand }) {
        await demand({}, 'export');
        const rows = await exports.list();
        return { rows, total: rows.length };
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/api/exports/:id/tar',
      summary: 'One export as a tar archive of plain files.',
      answerType: 'application/x-tar',
      async handle({ actor, params, demand, response }) {
        const id = params['id'] ?? '';
        await demand({}, `export/${id}`);
        const folder = await exports.folderOf(id);
        if (!folder)
          throw new DomainError(
            'unknown',
            'unknown-export',
            'There is no such export any more: make it again.',
          );
        await audit.note({ actor, action: 'export.fetch', object: `export/${id}`, outcome: 'done' });
        response.type('application/x-tar').attachment(`export-${id}.tar`);
        const archive = spawn('tar', ['-cf', '-', '-C', folder, '.'], {
          stdio: ['ignore', 'pipe', 'ignore'],
        });
        response.on('close', () => archive.kill());
        await pipeline(archive.stdout, response);
        return undefined;
      },
    }),
  ];
}
