// Counters: registered, given a claim, revoked, and their journals as they wrote them.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { defineMessage } from '@zhuangui/protocol/schema.ts';
import { Closed, Text } from '@zhuangui/protocol/units.ts';
import type { Express, Request, Response } from 'express';
import { type NewCounter, newCounterMessage } from '../fleet/counter.ts';
import type { ExportedPart } from '../ledger/exports.ts';
import { wordsOfCase } from './case-words.ts';
import { HttpError } from './errors.ts';
import type { HttpParts } from './hub-parts.ts';
import { readBody, readNumber, readText } from './read-request.ts';
import type { CaseRow } from './views.ts';

const revokeMessage = defineMessage('revocation', 2048, Closed({ reason: Text(300) }));
const newline = Buffer.from('\n');

async function* linesOf(parts: AsyncIterable<ExportedPart>): AsyncGenerator<Uint8Array> {
  for await (const { lines } of parts) yield Buffer.concat(lines.flatMap((line) => [line, newline]));
}

export function addCounterRoutes(app: Express, parts: HttpParts): void {
  const { fleet, ledger } = parts;

  /** FLT-2: code and authority in one text, so that whoever types it in also pins the authority. */
  async function claim(counter: string): Promise<{ claim: string; expiresAt: number }> {
    const { code, expiresAtMs } = await fleet.enrolment.issueCode(counter);
    return { claim: `${code}.${fleet.authority.fingerprint}`, expiresAt: expiresAtMs };
  }

  function requireCounter(id: string): string {
    if (fleet.registry.get(id)) return id;
    throw new HttpError('unknown-counter', `There is no counter ${id}: list them to see their ids.`);
  }

  /** HTTP-9: exact bytes as the counter wrote them, one line each; heads and hashes are in the headers. */
  async function sendJournal(request: Request, response: Response): Promise<void> {
    const counter = requireCounter(String(request.params['id']));
    const wanted = readText(request.query['journal'], 'journal');
    const held = (await ledger.positions()).filter((row) => row.counter === counter);
    const row = wanted === '' ? held.at(-1) : held.find(({ journal }) => journal === wanted);
    if (!row) {
      const names = held.map(({ journal }) => journal).join(', ') || 'none';
      throw new HttpError('unknown-journal', `The hub holds of ${counter}: ${names}.`);
    }
    response.writeHead(200, {
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-disposition': `attachment; filename="${counter}-${row.journal}.ndjson"`,
      'x-journal': row.journal,
      'x-journals': held.map(({ journal }) => journal).join(' '),
      'x-position': String(row.seq),
      'x-hash': row.hash,
    });
    await pipeline(Readable.from(linesOf(ledger.exportJournal(counter, row.journal))), response);
  }

  app.get('/api/counters/:id/journal', sendJournal);
  app.post('/api/counters', async (request, response) => {
    const counter = await fleet.registry.add(readBody(newCounterMessage, request.body) as NewCounter);
    response.status(201).json({ counter: counter.id, ...(await claim(counter.id)) });
  });
  app.post('/api/counters/:id/claims', async (request, response) => {
    const counter = requireCounter(request.params.id);
    response.status(201).json({ counter, ...(await claim(counter)) });
  });
  app.post('/api/counters/:id/revoke', async (request, response) => {
    const counter = requireCounter(request.params.id);
    await fleet.registry.revoke(counter, readBody(revokeMessage, request.body).reason);
    response.json({ counter, status: 'revoked' });
  });
  app.get('/api/cases', async ({ query }, response) => {
    const rows = await ledger.cases(readNumber(query['limit'], 'limit', 200, 1000));
    const cases = rows.map((row): CaseRow => {
      const counterName = fleet.registry.get(row.counter)?.name ?? row.counter;
      return { ...row, counterName, words: wordsOfCase(row.kind) };
    });
    response.json({ cases, total: await ledger.caseCount() });
  });
}
