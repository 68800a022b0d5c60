import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorHandler } from '../http/error-answers.ts';
import { listenHttp } from '../http/listen.ts';
import { addRoutes } from '../http/routes/add-routes.ts';
import type { Actor } from '../people/actor.ts';
import { systemClock } from '../platform/clock.ts';
import { silentLog } from '../platform/log.ts';
import { systemRandom } from '../platform/random.ts';
import { jobRoutes } from './job-routes.ts';
import { createJobs } from './jobs.ts';

const person = (id: string, role: Actor['grants'][number]['role']): Actor => ({
  kind: 'person',
  id,
  name: id,
  grants: [{ role, place: { kind: 'region' } }],
});
const people: Record<string, Actor> = {
  wang: person('wang', 'statistician'),
  li: person('li', 'statistician'),
  admin: person('admin', 'administrator'),
};
const clock = systemClock();
const jobs = createJobs({ clock, random: systemRandom(), log: silentLog });
const shown = jobRoutes({ jobs, clock });
let server: Awaited<ReturnType<typeof listenHttp>>;

beforeAll(async () => {
  const app = express();
  addRoutes(app, shown.routes, {
    identify: async (request) => people[String(request.headers['x-who'])],
    refused: async () => {},
  });
  app.use(errorHandler(silentLog));
  server = await listenHttp(app, { host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  shown.close();
  await server.close();
});

const ask = (who: string, path: string, method = 'GET') =>
  fetch(`http://127.0.0.1:${server.port}${path}`, { method, headers: { 'x-who': who } });

describe('jobs over HTTP', () => {
  it('[JOB-5] are one’s own; an administrator sees and ends all', async () => {
    const { id } = jobs.start({ kind: 'export', actor: people['wang']! }, (_report, signal) => {
      const { promise, reject } = Promise.withResolvers<never>();
      signal.addEventListener('abort', () => reject(new Error('ended')));
      return promise;
    });
    const totals = async (who: string) =>
      ((await (await ask(who, '/api/jobs')).json()) as { total: number }).total;
    expect(await Promise.all(['wang', 'li', 'admin'].map(totals))).toEqual([1, 0, 1]);
    expect((await ask('li', `/api/jobs/${id}`)).status).toBe(404);
    expect((await ask('li', `/api/jobs/${id}/cancel`, 'POST')).status).toBe(404);
    expect((await ask('nobody', '/api/jobs')).status).toBe(401);
    expect((await ask('admin', `/api/jobs/${id}/cancel`, 'POST')).status).toBe(200);
  });

  it('[JOB-1] the stream brings progress and ends with the result', async () => {
    const goOn = Promise.withResolvers<void>();
    const { id } = jobs.start({ kind: 'export', actor: people['li']! }, async (report) => {
      report(1, 2);
      await goOn.promise;
      return { file: 'ready' };
    });
    const response = await ask('li', `/api/jobs/${id}/events`);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    goOn.resolve();
    const text = await response.text();
    expect(text).toContain('event: job\n');
    expect(text.trimEnd().split('\n').at(-1)).toContain('"result":{"file":"ready"}');
  });
});
