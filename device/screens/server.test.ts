import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Log } from '../platform/log.ts';
import { listenScreens, type ScreenServer, screenApp } from './server.ts';
import { type FakeSource, fakeSource } from './testing/fake-source.ts';
import { sampleShelf } from './testing/sample-views.ts';
import { type ShopperView, screenPaths } from './views.ts';

let source: FakeSource;
let server: ScreenServer;
let pages: string;
const noted: unknown[] = [];
const note = (...words: unknown[]) => void noted.push(words);
const log: Log = { info: note, warn: note, error: note };

beforeEach(async () => {
  noted.length = 0;
  source = fakeSource();
  pages = await mkdtemp(join(tmpdir(), 'screens-'));
  await writeFile(join(pages, 'index.html'), '<title>shopper</title>');
  await writeFile(join(pages, 'operator.html'), '<title>operator</title>');
  server = await listenScreens(screenApp({ source, log, pages }), '127.0.0.1', 0);
});
afterEach(async () => {
  await server.close();
  await rm(pages, { recursive: true, force: true });
});

const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

/** A reader of an event stream that can stop reading, as a hanging screen does. */
interface RawReader {
  socket: Socket;
  text(): string;
  views(): ShopperView[];
}

function openStream(path: string): RawReader {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  // The server closes all streams at the end of a test.
  socket.on('error', () => {});
  socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`);
  return { socket, text: () => text, views: () => viewsIn(text) };
}

const viewsIn = (text: string): ShopperView[] =>
  [...text.matchAll(/event: shopper\ndata: (.*)\n\n/g)].map((match) => JSON.parse(match[1]!));

describe('pages', () => {
  it('serves the shopper at / and the operator at /operator', async () => {
    expect(await (await fetch(`${server.url}/`)).text()).toContain('shopper');
    expect(await (await fetch(`${server.url}/operator`)).text()).toContain('operator');
  });

  it('[SCR-9] lets a page load nothing from anywhere else', async () => {
    const policy = (await fetch(`${server.url}/`)).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toMatch(/https?:/);
  });

  it('says in words that there is no such page', async () => {
    const response = await fetch(`${server.url}/nothing`);
    expect(response.status).toBe(404);
    expect((await response.json()).error).toMatchObject({ code: 'not-found' });
  });
});

describe('streams', () => {
  it('[SCR-6] send the view at once and again after a change, and stop listening when the reader goes', async () => {
    const reader = openStream(screenPaths.shopperEvents);
    await vi.waitFor(() => expect(reader.views()).toHaveLength(1));
    source.show({ freshness: 'amber' });
    await vi.waitFor(() => expect(reader.views().at(-1)!.freshness).toBe('amber'));
    expect(source.listeners()).toBe(1);
    reader.socket.destroy();
    await vi.waitFor(() => expect(source.listeners()).toBe(0));
  });

  it('[SCR-6] send nothing when a change changes nothing, and one view for many changes at once', async () => {
    const reader = openStream(screenPaths.shopperEvents);
    await vi.waitFor(() => expect(reader.views()).toHaveLength(1));
    for (let count = 0; count < 100; count++) source.show({ slots: sampleShelf(count) });
    source.show({});
    await vi.waitFor(() => expect(reader.views().at(-1)!.slots).toHaveLength(99));
    expect(reader.views()).toHaveLength(2);
  });

  it('[SCR-6] give a slow reader the newest view when it reads again, not a queue of old ones', async () => {
    const reader = openStream(screenPaths.shopperEvents);
    await vi.waitFor(() => expect(reader.views()).toHaveLength(1));
    reader.socket.pause();
    const changes = 400;
    const counter = source.shopperView().counter;
    for (let index = 1; index <= changes; index++) {
      source.show({ counter: { ...counter, name: `n${index}` }, slots: sampleShelf(300) });
      await new Promise(setImmediate);
    }
    reader.socket.resume();
    await vi.waitFor(() => expect(reader.views().at(-1)!.counter.name).toBe(`n${changes}`), 10_000);
    expect(reader.views().length).toBeLessThan(changes / 2);
  });

  it('[SCR-6] have a bound; who leaves makes room', async () => {
    const readers = Array.from({ length: 16 }, () => openStream(screenPaths.shopperEvents));
    for (const reader of readers) await vi.waitFor(() => expect(reader.views()).toHaveLength(1));
    const refused = await fetch(server.url + screenPaths.shopperEvents);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await refused.json()).toMatchObject({ error: { code: 'too-many-streams' } });
    readers[0]!.socket.destroy();
    await vi.waitFor(() => {
      const again = openStream(screenPaths.shopperEvents);
      return vi.waitFor(() => expect(again.views()).toHaveLength(1), 200);
    });
  });

  it('[OPR-17] tell nobody the operator view: there is no such stream', async () => {
    expect((await fetch(`${server.url}/api/operator/events`)).status).toBe(404);
    expect((await fetch(server.url + screenPaths.deskEvents)).status).toBe(404);
  });
});

describe('touches', () => {
  it('[SCR-1] pass an order on and give back its number', async () => {
    const response = await post(screenPaths.order, '{"slots":[1,2],"method":"test"}');
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ order: 'o0123456789abcdef01234567' });
    expect(source.touches).toEqual(['order 1,2 test']);
  });

  it('[SCR-1] pass on the refusal with every reason, slot by slot', async () => {
    const refusals = [{ slot: 2, reasons: ['lot-withdrawn' as const, 'lot-expired' as const] }];
    source.answers.order = () => ({ accepted: false, why: 'refused', refusals });
    const response = await post(screenPaths.order, '{"slots":[2],"method":"test"}');
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ error: { code: 'refused' }, refusals });
  });

  it.each(['busy', 'out-of-service'] as const)('say %s', async (why) => {
    source.answers.order = () => ({ accepted: false, why, refusals: [] });
    const response = await post(screenPaths.order, '{"slots":[2],"method":"test"}');
    expect(response.status).toBe(409);
    expect((await response.json()).error.code).toBe(why);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{"slots":'],
    ['no slots', '{"slots":[],"method":"test"}'],
    ['six slots', '{"slots":[1,2,3,4,5,6],"method":"test"}'],
    ['a slot that cannot be', '{"slots":[0],"method":"test"}'],
    ['an unknown method', '{"slots":[1],"method":"shells"}'],
    ['a price of its own', '{"slots":[1],"method":"test","priceFen":1}'],
    ['too much', JSON.stringify({ slots: [1], method: 'x'.repeat(3000) })],
  ])('[SCR-2] refuse an order of %s in words and pass nothing on', async (_what, body) => {
    const response = await post(screenPaths.order, body);
    expect(response.status).toBe(400);
    const { error } = await response.json();
    expect(error.code).toMatch(/^[a-z-]+$/);
    expect(error.message.length).toBeGreaterThan(10);
    expect(source.touches).toEqual([]);
  });

  it('[SCR-2] refuse a body beyond the limit before reading it', async () => {
    expect((await post(screenPaths.order, 'x'.repeat(5000))).status).toBe(413);
    expect(source.touches).toEqual([]);
  });

  it.each(['cross-site', 'same-site'])('[SCR-2] refuse a page that is %s', async (site) => {
    const headers = { 'sec-fetch-site': site };
    for (const path of [screenPaths.order, screenPaths.confirmTestPayment, screenPaths.cancel]) {
      const response = await post(path, '{"slots":[1],"method":"test"}', headers);
      expect(response.status).toBe(403);
      expect((await response.json()).error.code).toBe('foreign-page');
    }
    expect(source.touches).toEqual([]);
  });

  it.each(['evil.example', 'localhost.evil.example', ''])('[SCR-2] refuse a page named %j', async (host) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    socket.write(`GET ${screenPaths.shopperEvents} HTTP/1.1\r\nhost: ${host}\r\n\r\n`);
    await vi.waitFor(() => expect(text).toContain('foreign-name'));
    expect(text).toMatch(/^HTTP\/1\.1 421 /);
    socket.destroy();
  });

  it('[SCR-2] refuse a form, which any page could send without asking', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await post(screenPaths.cancel, '{}', headers)).status).toBe(403);
    expect(source.touches).toEqual([]);
  });

  it('confirm, cancel and dismiss; and say when it is not the time', async () => {
    for (const path of [screenPaths.confirmTestPayment, screenPaths.cancel, screenPaths.dismiss]) {
      expect((await post(path, '{}')).status).toBe(204);
    }
    expect(source.touches).toEqual(['confirm', 'cancel', 'dismiss']);
    source.answers.cancel = () => false;
    const late = await post(screenPaths.cancel, '{}');
    expect(late.status).toBe(409);
    expect((await late.json()).error.code).toBe('not-now');
  });

  it('keep an unexpected failure inside: logged, and asked to try again', async () => {
    source.answers.order = () => {
      throw new Error('disk on fire');
    };
    const response = await post(screenPaths.order, '{"slots":[1],"method":"test"}');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('disk on fire');
    expect(JSON.stringify(noted)).toContain('disk on fire');
  });
});

describe('listening', () => {
  it('rejects when the port is taken', async () => {
    const port = Number(new URL(server.url).port);
    await expect(listenScreens(screenApp({ source, log, pages }), '127.0.0.1', port)).rejects.toThrow(
      'EADDRINUSE',
    );
  });

  it('closes although streams are open', async () => {
    const reader = openStream(screenPaths.shopperEvents);
    await vi.waitFor(() => expect(reader.views()).toHaveLength(1));
    await server.close();
    await vi.waitFor(() => expect(source.listeners()).toBe(0));
  });
});
