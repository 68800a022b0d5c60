import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accounts, type Disk, type Life, numbers, openDisk, openLife, pins } from '../operator/desk-rig.ts';
import { silentLog } from '../platform/log.ts';
import type { DeskAct } from './desk-acts.ts';
import type { DeskView } from './operator-views.ts';
import { listenScreens, type ScreenServer, screenApp } from './server.ts';
import { fakeSource } from './testing/fake-source.ts';
import { screenPaths } from './views.ts';

let disk: Disk;
let life: Life;
let server: ScreenServer;
let pages: string;
const sockets: Socket[] = [];

beforeEach(async () => {
  pages = await mkdtemp(join(tmpdir(), 'desk-'));
  await writeFile(join(pages, 'operator.html'), '<title>operator</title>');
  disk = await openDisk();
  life = await openLife(disk);
  const app = screenApp({ source: fakeSource(), desk: life.desk, log: silentLog, pages });
  server = await listenScreens(app, '127.0.0.1', 0);
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.close();
  await life.desk.stop();
  await disk.close();
  await rm(pages, { recursive: true, force: true });
});

const send = (body: string, headers: Record<string, string> = {}) =>
  fetch(server.url + screenPaths.act, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
const act = (what: DeskAct, cookie?: string) => send(JSON.stringify(what), cookie ? { cookie } : {});
const signInAct = (role: keyof typeof pins): DeskAct => ({
  act: 'sign-in-pin',
  operator: numbers[role],
  pin: pins[role],
});
async function signIn(role: keyof typeof pins = 'operator'): Promise<string> {
  const response = await act(signInAct(role));
  expect(response.status).toBe(200);
  return response.headers.get('set-cookie')!.split(';')[0]!;
}

interface Stream {
  states(): string[];
  last(): DeskView;
  ended: boolean;
  text(): string;
}

function openStream(cookie?: string): Stream {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  sockets.push(socket);
  let text = '';
  const views = (): DeskView[] =>
    [...text.matchAll(/event: desk\ndata: (.*)\n\n/g)].map((match) => JSON.parse(match[1]!));
  const stream: Stream = {
    states: () => views().map(({ state }) => state),
    last: () => views().at(-1)!,
    ended: false,
    text: () => text,
  };
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    stream.ended ||= text.endsWith('0\r\n\r\n');
  });
  socket.on('error', () => {});
  const line = cookie ? `cookie: other=1; ${cookie}\r\n` : '';
  socket.write(`GET ${screenPaths.deskEvents} HTTP/1.1\r\nhost: localhost\r\n${line}\r\n`);
  return stream;
}

describe('the session over HTTP', () => {
  it('[OPR-8] is a cookie that scripts and other sites do not get', async () => {
    const response = await act(signInAct('operator'));
    expect(await response.json()).toEqual({ ok: true, done: 'signed-in' });
    const cookie = response.headers.get('set-cookie')!;
    expect(cookie).toMatch(/^desk=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect((await act({ act: 'stay' }, cookie.split(';')[0])).status).toBe(200);
  });

  it.each([[undefined], ['desk='], ['desk=00'], [`desk=${'0'.repeat(64)}`], [`desk=${'z'.repeat(64)}`]])(
    '[OPR-8] is nobody’s with the cookie %s',
    async (cookie) => {
      await signIn();
      const response = await act({ act: 'stay' }, cookie);
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ ok: false, code: 'signed-out' });
    },
  );

  it('[OPR-17] streams what the cookie of the request may see, and changes with the session', async () => {
    const stranger = openStream();
    await expect.poll(stranger.states).toEqual(['signed-out']);
    const cookie = await signIn('technician');
    await expect.poll(() => stranger.ended).toBe(true);
    expect(stranger.states()).not.toContain('signed-in');
    expect(stranger.text()).toContain('retry: 50');
    const own = openStream(cookie);
    const other = openStream();
    await expect.poll(own.states).toEqual(['signed-in']);
    expect(own.last()).toMatchObject({ operator: '200', may: expect.arrayContaining(['test-vend']) });
    await expect.poll(other.states).toEqual(['signed-out']);
    await act({ act: 'sign-out' }, cookie);
    await expect.poll(() => own.last().state).toBe('signed-out');
    expect(other.states()).not.toContain('signed-in');
  });

  it('[OPR-8] a stream is signed out when the time is over, without anybody asking', async () => {
    const own = openStream(await signIn());
    await expect.poll(own.states).toEqual(['signed-in']);
    life.clock.pass(120_000);
    await expect.poll(() => own.last().state).toBe('signed-out');
  });

  it('[OPR-6] the cookie of who asked by phone becomes the session', async () => {
    const response = await act({ act: 'ask-approval' });
    const cookie = response.headers.get('set-cookie')!.split(';')[0]!;
    const own = openStream(cookie);
    await expect.poll(own.last).toMatchObject({ approval: { state: 'waiting' } });
    const { request } = JSON.parse(new TextDecoder().decode(life.mails[0]));
    const approval = { v: 1, request, approved: true, operator: '900', name: '李', role: 'technician' };
    life.desk.onApproval(new TextEncoder().encode(JSON.stringify(approval)));
    await expect.poll(own.last).toMatchObject({ state: 'signed-in', by: 'phone' });
  });
});

describe('acts over HTTP', () => {
  it('[OPR-3] the sixth try is told to wait', async () => {
    const wrong: DeskAct = { act: 'sign-in-pin', operator: '100', pin: '000000' };
    const codes: string[] = [];
    for (let tries = 0; tries < 6; tries++) {
      const response = await act(wrong);
      expect(response.status).toBe(409);
      codes.push((await response.json()).code);
    }
    expect(codes).toEqual(['wrong', 'wrong', 'wrong', 'wrong', 'locked-out', 'locked-out']);
    expect((await act(signInAct('operator'))).headers.get('set-cookie')).toBeNull();
  });

  it('[OPR-9] what a role may not do is 403', async () => {
    const response = await act({ act: 'test-vend', slot: 1 }, await signIn());
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'not-allowed' });
  });

  it.each([
    ['nothing', ''],
    ['no act', '{}'],
    ['an unknown act', '{"act":"format-disk"}'],
    ['a PIN of letters', '{"act":"sign-in-pin","operator":"100","pin":"abcdef"}'],
    ['a field too many', '{"act":"stay","operator":"100"}'],
    ['a scan without end', JSON.stringify({ act: 'restock-scan', session: 's0', scan: 'x'.repeat(3000) })],
  ])('[OPR-9] refuses %s in words, and nothing happens', async (_what, body) => {
    const response = await send(body);
    expect(response.status).toBe(400);
    expect((await response.json()).error.message.length).toBeGreaterThan(10);
    expect(disk.lines).toEqual([]);
  });

  it('[SCR-2] refuses other pages, forms, and bodies without end', async () => {
    const body = JSON.stringify(signInAct('operator'));
    expect((await send(body, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await send(body, { 'content-type': 'text/plain' })).status).toBe(403);
    expect((await send(body, { 'content-type': 'image/png' })).status).toBe(400);
    expect((await send('x'.repeat(5000))).status).toBe(413);
    expect((await fetch(`${server.url}${screenPaths.act}`)).status).toBe(404);
    expect(disk.lines).toEqual([]);
  });
});

describe('photographs', () => {
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(100_000)]);
  const photo = (bytes: Uint8Array<ArrayBuffer>, cookie?: string, type = 'image/png') =>
    fetch(server.url + screenPaths.photo, {
      method: 'POST',
      headers: { 'content-type': type, ...(cookie ? { cookie } : {}) },
      body: bytes,
    });

  it('[OPR-9] are taken from who restocks, as pictures of two megabytes at most', async () => {
    expect((await photo(png)).status).toBe(401);
    const cookie = await signIn();
    const taken = await photo(png, cookie);
    expect([taken.status, await taken.json()]).toEqual([201, { photo: 'ab'.repeat(32) }]);
    expect((await photo(Buffer.alloc(100), cookie)).status).toBe(409);
    expect((await photo(Buffer.alloc(2 * 1024 * 1024 + 1), cookie)).status).toBe(413);
    expect((await photo(png, cookie, 'image/svg+xml')).status).toBe(403);
    expect(life.restock.calls).toEqual(['photo 100']);
  });
});

it('the page itself is served to anybody', async () => {
  expect(await (await fetch(`${server.url}/operator`)).text()).toContain('operator');
  expect(accounts).toHaveLength(3);
});
