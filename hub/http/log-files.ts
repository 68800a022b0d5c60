// TLOG-10: the log's checkpoints, tiles, leaves and proofs, for counters and for anybody else.
import type { Express, RequestHandler } from 'express';
import type { LogContent } from '../transparency/log-content.ts';
import { HttpError } from './errors.ts';

/** What a signed checkpoint covers never changes; the newest one does. */
const forEver = 'public, max-age=31536000, immutable';
const aMoment = 'public, max-age=5';

export interface LogFilesParts {
  logContent: LogContent;
  /** Asked before anything is read; counters are known by their address and asked for nothing here. */
  limit?: RequestHandler;
}

export function addLogFiles(app: Express, { logContent, limit }: LogFilesParts): void {
  const guards = limit ? [limit] : [];
  app.get('/log/*path', ...guards, async (request, response) => {
    const found = await logContent.get(request.path, request.query);
    if (!found) throw new HttpError('not-found');
    response
      .set('cache-control', found.isFinal ? forEver : aMoment)
      .set('access-control-allow-origin', '*')
      .type(found.contentType)
      .send(Buffer.from(found.bytes));
  });
}
