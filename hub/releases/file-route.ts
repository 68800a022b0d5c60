// The national catalogue's file into a draft, as a job with progress.
import { Closed } from '@zhuangui/protocol/units.ts';
import Type from 'typebox';
import { importInWorker } from '../catalog/import/import-in-worker.ts';
import { HttpError } from '../http/errors.ts';
import { type Route, route } from '../http/routes/route.ts';
import type { Report } from '../jobs/jobs.ts';
import { DomainError } from '../platform/domain-error.ts';
import type { ReleaseRouteParts } from './release-routes.ts';

const fileBytesMax = 32 * 1024 * 1024;
/** Read, compared with the catalog, written. */
const steps = 3;

export function fileRoute({ releases, jobs }: Pick<ReleaseRouteParts, 'releases' | 'jobs'>): Route {
  let isImporting = false;

  async function read(bytes: Uint8Array, name: string, report: Report) {
    const result = await importInWorker(bytes, name, undefined, (done, rows) =>
      report(done / rows, steps, 'read'),
    );
    if (result.ok) return result;
    const { zh, en } = result.message;
    throw new DomainError('invalid', `file-${result.code}`, `${zh} / ${en}`);
  }

  return route({
    method: 'post',
    path: '/api/releases/:id/file',
    tag: 'releases',
    summary: 'Takes the national catalogue’s file into a draft; answers with the job that does it.',
    access: 'release.draft',
    query: Closed({ absent: Type.Optional(Type.Union([Type.Literal('keep'), Type.Literal('remove')])) }),
    file: { bytesMax: fileBytesMax, about: 'Workbook (.xlsx) or table (.csv, UTF-8 or GB 18030)' },
    answer: Type.Object({
      id: Type.String({ description: 'Id of the job; its result is the file as kept' }),
    }),
    status: 202,
    async handle({ actor, params, query, bytes, fileName, demand }) {
      const id = params['id']!;
      await demand({}, `release/${id}`);
      await releases.details(id);
      if (bytes.length === 0) throw new HttpError('bad-request', 'Send the file itself as the body.');
      // One reader at a time: each may take a gigabyte.
      if (isImporting) throw new HttpError('import-busy');
      isImporting = true;
      const name = fileName || 'catalog.xlsx';
      const work = async (report: Report) => {
        try {
          report(0, steps, 'read');
          const done = await read(bytes, name, report);
          report(1, steps, 'compare');
          const { absent = 'keep' } = query;
          const compared = () => report(2, steps, 'write');
          const kept = await releases.takeFile(actor, id, { bytes, name, read: done, absent, compared });
          report(steps, steps);
          return kept;
        } finally {
          isImporting = false;
        }
      };
      const named = { titleZh: `导入全国目录 ${name}`, titleEn: `Import of ${name}` };
      try {
        return jobs.start({ kind: 'catalog-import', actor, ...named }, work);
      } catch (error) {
        isImporting = false;
        throw error;
      }
    },
  });
}
