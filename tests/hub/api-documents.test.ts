// The interface as it is described, against the interface as it answers.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleEntries } from '../../simulators/samples/entries.ts';
import { type HubRig, openHubRig } from './hub-rig.ts';

type Answer = { content?: Record<string, { schema: object }> };
interface Operation {
  summary: string;
  parameters?: { name: string; in: string; required: boolean }[];
  responses: Record<string, Answer>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
}

const entries = sampleEntries({ count: 20, referenceDate: '2026-11-23' });
const ajv = new Ajv2020({ strict: false, validateFormats: false });
let rig: HubRig;
let document: Document;
let sanction: string;

beforeAll(async () => {
  rig = await openHubRig({ wrongTriesMax: 1000 });
  await rig.publish(entries);
  const counter = await rig.addCounter('a-0001');
  await counter.confirm();
  await counter.sell(entries[0]!);
  const imposed = await rig.post('/api/withdrawals', { entry: entries[1]!.id, reason: '抽检不合格' });
  sanction = ((await imposed.json()) as { id: string }).id;
  document = (await (await fetch(`${rig.url}/api/openapi.json`)).json()) as Document;
});
afterAll(() => rig.close());

/** Paths written in the sources of the hub, found without running any of them. */
function writtenPaths(): string[] {
  const hub = join(import.meta.dirname, '../../hub');
  const files = readdirSync(hub, { recursive: true, encoding: 'utf8' });
  const routeFiles = files.filter((file) => /\.ts$/.test(file) && !/\.test\.ts$|console|dist/.test(file));
  const texts = routeFiles.map((file) => readFileSync(join(hub, file), 'utf8'));
  return texts.flatMap((text) => [...text.matchAll(/^\s+path: '(\/api\/[^']+)'/gm)].map(([, path]) => path!));
}

const authorized = () => ({ authorization: `Bearer ${rig.hub.adminToken}` });

async function fits(path: string, from: string): Promise<void> {
  const response = await fetch(rig.url + path, { headers: authorized() });
  const schema = document.paths[from]?.['get']?.responses['200']?.content?.['application/json']?.schema;
  const check = ajv.compile(schema ?? false);
  check(await response.json());
  expect([path, response.status, check.errors ?? []]).toEqual([path, 200, []]);
}

/** Streams stay open, and files are not JSON. */
const isPlain = (path: string, { responses, parameters = [] }: Operation): boolean =>
  responses['200']?.content?.['application/json'] !== undefined &&
  !path.includes('{') &&
  !parameters.some(({ required }) => required);

describe('the OpenAPI document of a running hub', () => {
  it('[API-1] is valid', async () => {
    const { valid, errors } = await new Validator().validate(
      structuredClone(document) as unknown as Record<string, unknown>,
    );
    expect([valid, errors]).toEqual([true, undefined]);
    expect(document.openapi).toBe('3.1.0');
  });

  it('[API-1] has every path that is written in the sources, with an own id and a sentence', () => {
    const written = writtenPaths().map((path) => path.replace(/[:*](\w+)/g, '{$1}'));
    expect(written.length).toBeGreaterThan(25);
    expect(written.filter((path) => !document.paths[path])).toEqual([]);
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    for (const { summary } of operations) expect(summary).toMatch(/\S/);
    const ids = operations.map((operation) => (operation as unknown as { operationId: string }).operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('[API-1] what the hub answers is what it declares', async () => {
    const plain = Object.entries(document.paths).filter(([path, { get }]) => get && isPlain(path, get));
    expect(plain.length).toBeGreaterThan(8);
    for (const [path] of plain) {
      const response = await fetch(rig.url + path, { headers: authorized() });
      // A few are for people only, not for the machine's own token.
      if (response.status !== 200) expect([403, 404, 409, 422], path).toContain(response.status);
      else await fits(path, path);
    }
    await fits('/api/counters/a-0001/settings', '/api/counters/{id}/settings');
    await fits(`/api/sanctions/${sanction}`, '/api/sanctions/{id}');
    await fits('/api/counters?search=a-0001&limit=1', '/api/counters');
  });

  it('[API-2] is read at /api/docs by anybody, and says nothing of who is in the hub', async () => {
    for (const path of ['/api/docs', '/api/docs/mqtt']) {
      const answer = await fetch(rig.url + path);
      const text = await answer.text();
      expect([path, answer.status]).toEqual([path, 200]);
      expect(answer.headers.get('content-type')).toContain('text/html');
      expect(text).toContain('<details');
      expect(text).not.toContain('<script');
    }
    expect((await fetch(`${rig.url}/api/asyncapi.json`)).status).toBe(200);
  });

  it('[API-4] a route that is not open refuses strangers, each with a code of the table', async () => {
    const closed = Object.entries(document.paths)
      .flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
      )
      .filter(({ operation }) => operation.responses['401'] !== undefined);
    expect(closed.length).toBeGreaterThan(20);
    for (const { path, method } of closed) {
      const answer = await fetch(rig.url + path.replace(/\{\w+\}/g, 'x'), { method: method.toUpperCase() });
      expect([method, path, answer.status]).toEqual([method, path, 401]);
      await answer.body?.cancel();
    }
  });
});
