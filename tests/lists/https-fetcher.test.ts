// The counter's fetcher against a real TLS server that serves the hub's content.
import { mkdtemp, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createHttpsFetcher } from '../../device/lists/https-fetcher.ts';
import { createListsContent } from '../../hub/catalog/content.ts';
import { type CertificateAuthority, openAuthority } from '../../hub/fleet/certificate-authority.ts';
import { systemClock } from '../../hub/platform/clock.ts';
import { openCounter, openRig } from './lists-rig.ts';

let folder: string;
let authority: CertificateAuthority;
let closing: (() => unknown)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lists-'));
  authority = await openAuthority({ directory: folder, clock: systemClock() });
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(async () => {
  await Promise.all(closing.map((close) => close()));
  closing = [];
});

const listening = (server: Server) =>
  new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

async function serve(answer: (path: string, response: ServerResponse) => unknown): Promise<string> {
  const server = createServer(await authority.issueServer(['127.0.0.1']), (request, response) =>
    answer(request.url ?? '', response),
  );
  const port = await listening(server);
  closing.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `https://127.0.0.1:${port}`;
}

function fetcherFor(baseUrl: string, ca = authority.certificate, timeoutMs = 5_000) {
  const fetcher = createHttpsFetcher({ baseUrl, ca, timeoutMs });
  closing.unshift(() => fetcher.close());
  return fetcher;
}

describe('fetching over HTTPS', () => {
  it('[LIST-10] a counter completes its catalog from the hub', async () => {
    const { hub, time } = await openRig();
    const content = createListsContent(hub.db);
    const url = await serve(async (path, response) => {
      const found = await content.get(path);
      if (!found) return response.writeHead(404).end();
      response.writeHead(200, { 'content-type': found.contentType }).end(found.bytes);
    });
    const fetcher = fetcherFor(url);
    const { store } = await openCounter(time, await hub.repository.firstRoot(), fetcher);
    await store.applyPush(await hub.repository.push());
    expect(await store.completeCatalog()).toMatchObject({ applied: true, pending: false });
    expect(store.view()?.entryCount).toBe(40);
    expect(await fetcher.metadata('catalog', 99)).toBeUndefined();
    expect(await fetcher.patch(7, 8)).toBeUndefined();
  });

  it('[LIST-10] case 20, case 21: endless data and a silent hub: more bytes than signed, a failing hub and a silent one are errors', async () => {
    const url = await serve((path, response) => {
      if (path.includes('patches')) response.writeHead(503).end();
      else if (path.includes('targets')) response.writeHead(200).end(Buffer.alloc(100_000));
    });
    const fetcher = fetcherFor(url, authority.certificate, 300);
    await expect(fetcher.target('catalog/00.ndjson', '0'.repeat(64), 500)).rejects.toThrow(
      'more than 500 bytes',
    );
    await expect(fetcher.patch(1, 2)).rejects.toThrow('503');
    await expect(fetcher.metadata('catalog', 1)).rejects.toThrow();
  });

  it('[LIST-10] a server of another authority is not believed', async () => {
    const url = await serve((_path, response) => response.writeHead(404).end());
    const other = await mkdtemp(join(tmpdir(), 'lists-'));
    closing.push(() => rm(other, { recursive: true }));
    const stranger = await openAuthority({ directory: other, clock: systemClock() });
    await expect(fetcherFor(url, stranger.certificate).metadata('catalog', 1)).rejects.toThrow();
    expect(await fetcherFor(url).metadata('catalog', 1)).toBeUndefined();
  });
});
