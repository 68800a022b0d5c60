// The catalog: searched, and published from an office's file.
import type { Entry } from '@zhuangui/protocol/catalog.ts';
import express, { type Express, type Request, type Response } from 'express';
import type { ImportDone } from '../catalog/import/import.ts';
import { importInWorker } from '../catalog/import/import-in-worker.ts';
import { rejectedReport } from '../catalog/import/report.ts';
import { HttpError } from './errors.ts';
import type { HttpParts } from './hub-parts.ts';
import { readNumber, readText } from './read-request.ts';

const fileBytesMax = 32 * 1024 * 1024;

/** The file's own name, percent-encoded, because headers carry no Chinese. */
function fileNameOf(request: Request): string {
  const given = request.get('x-file-name') ?? readText(request.query['name'], 'name', 400);
  try {
    return decodeURIComponent(given).slice(0, 200) || 'catalog.xlsx';
  } catch {
    return given.slice(0, 200);
  }
}

/** CAT-16: rows of the file replace entries of the same id; the rest stays, unless `replace` is said. */
function merged(current: readonly Entry[], added: readonly Entry[], isReplacing: boolean): Entry[] {
  const byId = new Map((isReplacing ? [] : current).map((entry) => [entry.id, entry]));
  for (const entry of added) byId.set(entry.id, entry);
  return [...byId.values()];
}

export function addCatalogRoutes(app: Express, parts: HttpParts): void {
  const { catalog, repository, certifiers, live } = parts;
  let isImporting = false;

  app.get('/api/catalog', ({ query }, response) => {
    const offset = readNumber(query['offset'], 'offset', 0, 1_000_000);
    const limit = readNumber(query['limit'], 'limit', 50, 500);
    response.json(catalog.find(readText(query['search'], 'search'), offset, limit));
  });

  async function publish(done: ImportDone, isReplacing: boolean) {
    if (certifiers.length < 2) throw new HttpError('signers-missing');
    if (done.entries.length === 0) throw new HttpError('nothing-accepted', undefined, reportOf(done));
    const current = catalog.find('', 0, Number.POSITIVE_INFINITY).entries;
    const published = await repository.publishCatalog(merged(current, done.entries, isReplacing), certifiers);
    await live.refreshLists();
    return published;
  }

  async function readFile(request: Request): Promise<ImportDone> {
    const bytes = request.body instanceof Uint8Array ? request.body : new Uint8Array();
    if (bytes.length === 0) throw new HttpError('bad-request', 'Send the file itself as the body.');
    const result = await importInWorker(bytes, fileNameOf(request));
    if (result.ok) return result;
    const { code, message, missing, found } = result;
    throw new HttpError('bad-file', `${message.zh} / ${message.en}`, {
      file: { code, message, missing, found },
    });
  }

  async function importFile(request: Request, response: Response): Promise<void> {
    if (isImporting) throw new HttpError('import-busy');
    isImporting = true;
    try {
      const done = await readFile(request);
      const isPublishing = request.query['publish'] === '1';
      const published = isPublishing ? await publish(done, request.query['replace'] === '1') : null;
      if (request.accepts(['json', 'csv']) === 'csv')
        return void response.type('text/csv; charset=utf-8').send(rejectedReport(done.rejected));
      response.status(published ? 201 : 200).json({ ...reportOf(done), published });
    } finally {
      isImporting = false;
    }
  }

  app.post('/api/catalog/import', express.raw({ type: () => true, limit: fileBytesMax }), importFile);
}

const reportOf = ({ counts, rejected, skipped }: ImportDone) => ({ counts, rejected, skipped });
