// The Express app for counters, served over TLS with a certificate of the hub's own authority.
import express, { type Express } from 'express';
import helmet from 'helmet';
import type { ListsContent } from '../catalog/content.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Log } from '../platform/log.ts';
import type { LogContent } from '../transparency/log-content.ts';
import { errorHandler } from './error-answers.ts';
import { HttpError } from './errors.ts';
import { wrongTriesLimit } from './guards.ts';
import { addLogFiles } from './log-files.ts';

export interface CountersAppParts {
  fleet: Pick<Fleet, 'authority' | 'enrolment'>;
  content: ListsContent;
  logContent: LogContent;
  log: Log;
  /** Refused enrolments a minute and address. Default 60. */
  wrongTriesMax?: number;
}

const enrolBytesMax = 8192;

/** Signed content never changes under its address; a patch is small and asked for once. */
const forEver = 'public, max-age=31536000, immutable';

export function countersApp({
  fleet,
  content,
  logContent,
  log,
  wrongTriesMax = 60,
}: CountersAppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(helmet());
  app.get('/authority', (_request, response) =>
    response.type('application/x-pem-file').send(fleet.authority.certificate),
  );
  app.post(
    '/enrol',
    wrongTriesLimit(wrongTriesMax, () => true),
    express.raw({ type: () => true, limit: enrolBytesMax }),
    async (request, response) => {
      const bytes = request.body instanceof Uint8Array ? request.body : new Uint8Array();
      const answer = await fleet.enrolment.enrol(bytes);
      response.status(answer.status).type('application/json').send(Buffer.from(answer.body));
    },
  );
  app.get('/lists/*path', async (request, response) => {
    const found = await content.get(request.path);
    if (!found) throw new HttpError('not-found');
    response.set('cache-control', forEver).type(found.contentType).send(Buffer.from(found.bytes));
  });
  addLogFiles(app, { logContent });
  app.use(() => {
    throw new HttpError('not-found');
  });
  app.use(errorHandler(log));
  return app;
}
