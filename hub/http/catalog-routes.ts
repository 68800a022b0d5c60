// The catalog: searched, and published from an office's file.
import { Entry } from '@zhuangui/protocol/catalog.ts';
import { Closed } from '@zhuangui/protocol/units.ts';
import Type, { type Static } from 'typebox';
import type { ImportDone } from '../catalog/import/import.ts';
import { importInWorker } from '../catalog/import/import-in-worker.ts';
import { rejectedReport } from '../catalog/import/report.ts';
import { ImportReport } from './answers.ts';
import { HttpError } from './errors.ts';
import type { HttpParts } from './hub-parts.ts';
import { pageOf } from './live-routes.ts';
import { type Call, type Route, route } from './routes/route.ts';

const fileBytesMax = 32 * 1024 * 1024;

const Flag = Type.Optional(Type.String({ maxLength: 1 }));
const ImportQuery = Closed({
  publish: Flag,
  replace: Flag,
  name: Type.Optional(Type.String({ maxLength: 400 })),
});

/** CAT-16: rows of the file replace entries of the same id; the rest stays, unless `replace` is said. */
function merged(current: readonly Entry[], added: readonly Entry[], isReplacing: boolean): Entry[] {
  const byId = new Map((isReplacing ? [] : current).map((entry) => [entry.id, entry]));
  for (const entry of added) byId.set(entry.id, entry);
  return [...byId.values()];
}

/** Files are drafts elsewhere: two certifiers sign them, each with a key that never was on the hub. */
const releasesOnly =
  'This hub publishes nothing by itself: make a draft release of the file, have two certifiers sign it, then publish it.';

export function catalogRoutes(
  parts: Pick<HttpParts, 'catalog' | 'repository' | 'certifiers' | 'live' | 'demo' | 'slices'>,
): Route[] {
  const { catalog, repository, certifiers, live, slices } = parts;
  let isImporting = false;

  async function publish(done: ImportDone, isReplacing: boolean) {
    if (done.entries.length === 0) throw new HttpError('nothing-accepted', undefined, reportOf(done));
    const current = catalog.find('', 0, Number.POSITIVE_INFINITY).entries;
    const published = await repository.publishCatalog(merged(current, done.entries, isReplacing), certifiers);
    await live.refreshLists();
    return published;
  }

  async function readFile(bytes: Uint8Array, name: string): Promise<ImportDone> {
    if (bytes.length === 0) throw new HttpError('bad-request', 'Send the file itself as the body.');
    const result = await importInWorker(bytes, name);
    if (result.ok) return result;
    const { code, message, missing, found } = result;
    throw new HttpError('bad-file', `${message.zh} / ${message.en}`, {
      file: { code, message, missing, found },
    });
  }

  async function importFile(call: Call<unknown, Static<typeof ImportQuery>>): Promise<void> {
    const { actor, query, bytes, fileName, request, response } = call;
    const done = await readFile(bytes, fileName || query.name || 'catalog.xlsx');
    const published = query.publish === '1' ? await publish(done, query.replace === '1') : null;
    if (published) {
      const detail = `published directly in the demonstration: ${done.entries.length} rows`;
      await slices.audit.note({
        actor,
        action: 'release.publish',
        object: 'catalog',
        outcome: 'done',
        detail,
      });
    }
    if (request.accepts(['json', 'csv']) === 'csv')
      return void response.type('text/csv; charset=utf-8').send(rejectedReport(done.rejected));
    response.status(published ? 201 : 200).json({ ...reportOf(done), published });
  }

  return [
    route({
      method: 'get',
      path: '/api/catalog',
      tag: 'catalog',
      summary: 'The published catalog, found by name, id, barcode, brand or supplier.',
      access: 'catalog.read',
      query: pageOf(500),
      answer: Type.Object({ total: Type.Integer({ minimum: 0 }), entries: Type.Array(Entry) }),
      handle: ({ query: { search = '', offset = 0, limit = 50 } }) => catalog.find(search, offset, limit),
    }),
    route({
      method: 'post',
      path: '/api/catalog/import',
      tag: 'catalog',
      summary:
        'Checks an office’s table; every rejected row comes back with its reasons (JSON, or CSV when asked).',
      access: 'release.draft',
      query: ImportQuery,
      file: { bytesMax: fileBytesMax, about: 'Workbook (.xlsx) or table (.csv, UTF-8 or GB 18030)' },
      answer: ImportReport,
      async handle(call) {
        if (call.query.publish === '1') {
          await call.demand({}, 'catalog', 'release.publish');
          if (!parts.demo || certifiers.length < 2) throw new HttpError('signers-missing', releasesOnly);
        }
        if (isImporting) throw new HttpError('import-busy');
        isImporting = true;
        try {
          await importFile(call);
        } finally {
          isImporting = false;
        }
      },
    }),
  ];
}

const reportOf = ({ counts, rejected, skipped }: ImportDone) => ({ counts, rejected, skipped });
