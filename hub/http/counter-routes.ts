// Counters: registered, given a claim, revoked, and their journals as they wrote them.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Closed, Text } from '@zhuangui/protocol/units.ts';
import type { Response } from 'express';
import Type from 'typebox';
import { type Counter, NewCounter } from '../fleet/counter.ts';
import type { ExportedPart } from '../ledger/exports.ts';
import { CaseRow, Claim } from './answers.ts';
import { wordsOfCase } from './case-words.ts';
import { HttpError } from './errors.ts';
import type { HttpParts } from './hub-parts.ts';
import { type Route, route } from './routes/route.ts';

const newline = Buffer.from('\n');
const tag = 'counters';

async function* linesOf(parts: AsyncIterable<ExportedPart>): AsyncGenerator<Uint8Array> {
  for await (const { lines } of parts) yield Buffer.concat(lines.flatMap((line) => [line, newline]));
}

/** The counter of a path. Throws HttpError `unknown-counter`. */
export function requireCounter(fleet: HttpParts['fleet'], id: string | undefined): Counter {
  const counter = fleet.registry.get(id ?? '');
  if (counter) return counter;
  throw new HttpError('unknown-counter', `There is no counter ${id}: list them to see their ids.`);
}

export function counterRoutes(parts: Pick<HttpParts, 'fleet' | 'ledger' | 'slices'>): Route[] {
  const { fleet, ledger, slices } = parts;

  /** FLT-2: code and authority in one text, so that whoever types it in also pins the authority. */
  async function claim(counter: string): Promise<{ claim: string; expiresAt: number }> {
    const { code, expiresAtMs } = await fleet.enrolment.issueCode(counter);
    return { claim: `${code}.${fleet.authority.fingerprint}`, expiresAt: expiresAtMs };
  }

  /** HTTP-9: exact bytes as the counter wrote them, one line each; heads and hashes are in the headers. */
  async function sendJournal(counter: string, wanted: string, response: Response): Promise<void> {
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

  return [
    route({
      method: 'get',
      path: '/api/counters/:id/journal',
      tag,
      summary: 'A journal of the counter, the newest unless named: the exact lines as it wrote them.',
      access: 'counter.read',
      query: Closed({ journal: Type.Optional(Type.String({ maxLength: 100 })) }),
      answerType: 'application/x-ndjson',
      async handle({ params, query, demand, response }) {
        const counter = requireCounter(fleet, params['id']);
        await demand(counter, `counter/${counter.id}`);
        await sendJournal(counter.id, query.journal ?? '', response);
      },
    }),
    route({
      method: 'post',
      path: '/api/counters',
      tag,
      summary: 'Registers a counter; the answer has the claim with which it is enrolled.',
      access: 'counter.register',
      body: NewCounter,
      answer: Claim,
      status: 201,
      async handle({ actor, body, demand }) {
        await demand(body, `counter/${body.id}`);
        const { id } = await fleet.registry.add(body);
        await slices.audit.note({
          actor,
          action: 'counter.register',
          object: `counter/${id}`,
          outcome: 'done',
        });
        return { counter: id, ...(await claim(id)) };
      },
    }),
    route({
      method: 'post',
      path: '/api/counters/:id/claims',
      tag,
      summary: 'A new claim for a counter; the one before is void.',
      access: 'counter.enrol',
      answer: Claim,
      status: 201,
      async handle({ actor, params, demand }) {
        const counter = requireCounter(fleet, params['id']);
        const object = `counter/${counter.id}`;
        await demand(counter, object);
        const made = await claim(counter.id);
        await slices.audit.note({
          actor,
          action: 'counter.enrol',
          object,
          outcome: 'done',
          detail: 'new claim',
        });
        return { counter: counter.id, ...made };
      },
    }),
    route({
      method: 'post',
      path: '/api/counters/:id/revoke',
      tag,
      summary: 'Ends the counter’s session and its certificates; it may not connect any more.',
      access: 'counter.enrol',
      body: Closed({ reason: Text(300) }),
      bodyBytesMax: 2048,
      answer: Closed({ counter: Type.String(), status: Type.Literal('revoked') }),
      async handle({ actor, params, body, demand }) {
        const counter = requireCounter(fleet, params['id']);
        const object = `counter/${counter.id}`;
        await demand(counter, object);
        await fleet.registry.revoke(counter.id, body.reason);
        const detail = `revoked: ${body.reason}`;
        await slices.audit.note({ actor, action: 'counter.enrol', object, outcome: 'done', detail });
        return { counter: counter.id, status: 'revoked' };
      },
    }),
    route({
      method: 'get',
      path: '/api/cases',
      tag: 'money',
      summary: 'Open cases: what a person should look at, newest first, with words that say what to do.',
      access: 'case.read',
      query: Closed({ limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })) }),
      answer: Type.Object({ total: Type.Integer({ minimum: 0 }), cases: Type.Array(CaseRow) }),
      async handle({ query: { limit = 200 }, scope }) {
        const cases = (await slices.cases.open(scope, limit)).map((row) => {
          const counterName = fleet.registry.get(row.counter)?.name ?? row.counter;
          return { ...row, counterName, words: wordsOfCase(row.kind) };
        });
        return { cases, total: await slices.cases.openCount(scope) };
      },
    }),
  ];
}
