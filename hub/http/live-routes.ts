// What the console shows: the dashboard once, the dashboard as it changes, and the counters.
import type { Express } from 'express';
import type { HttpParts } from './hub-parts.ts';
import { readNumber, readText } from './read-request.ts';

const rowsMax = 1000;

export function addLiveRoutes(app: Express, { live, streams }: HttpParts): void {
  app.get('/healthz', (_request, response) => response.json({ ok: true }));
  app.get('/api/dashboard', (_request, response) => response.json(live.dashboard()));
  app.get('/api/events', (request, response) => streams.serve(request, response));
  app.get('/api/counters', ({ query }, response) => {
    const text = readText(query['search'], 'search').toLowerCase();
    const offset = readNumber(query['offset'], 'offset', 0, 1_000_000);
    const limit = readNumber(query['limit'], 'limit', 200, rowsMax);
    response.json(live.counters(text, offset, limit));
  });
}
