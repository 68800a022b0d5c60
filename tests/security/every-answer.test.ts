// Every answer of the hub, of every route, page, file and error: its headers, and what it gives away.
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type HubRig, openHubRig, type RigPerson, rigConfig } from '../hub/hub-rig.ts';
import { entries, everyGrant, knownPaths, nameOf, type Shape, shapesOf } from './web-rig.ts';

vi.setConfig({ testTimeout: 60_000 });
let rig: HubRig;
let all: RigPerson;
let shapes: Shape[];
let pathOf: (shape: Shape) => string;

beforeAll(async () => {
  rig = await openHubRig({ wrongTriesMax: 1_000_000 });
  await rig.publish(entries);
  all = await rig.as(everyGrant, '什么都可以');
  shapes = shapesOf(rig);
  pathOf = await knownPaths(rig, all);
});
afterAll(() => rig.close());

/** Streams are left at once; the body of everything else is read. */
async function ask(path: string, init: RequestInit = {}, as: RigPerson | undefined = undefined) {
  const abort = new AbortController();
  const send = as ? as.raw : (to: string, how: RequestInit) => fetch(rig.url + to, how);
  const response = await send(path, { redirect: 'manual', ...init, signal: abort.signal });
  const { status, headers } = response;
  if (headers.get('content-type')?.startsWith('text/event-stream')) {
    abort.abort();
    return { status, headers, text: '' };
  }
  return { status, headers, text: await response.text() };
}
type Answer = Awaited<ReturnType<typeof ask>>;

const bodyOf = ({ method }: Shape): RequestInit =>
  method === 'get' ? {} : { body: '{}', headers: { 'content-type': 'application/json' } };

function policyFaults(policy: string): string[] {
  const parts = new Map(policy.split(';').map((part) => [part.trim().split(' ')[0], part.trim()]));
  const isShut = parts.get('default-src') === "default-src 'none'";
  const script = parts.get('script-src') ?? parts.get('default-src') ?? '';
  return [
    ...(script === '' || /unsafe|\*|https?:|data:|blob:/.test(script) ? [`scripts: ${script}`] : []),
    ...(isShut || parts.get('frame-ancestors') === "frame-ancestors 'none'" ? [] : ['framing']),
    ...(isShut || parts.get('object-src') === "object-src 'none'" ? [] : ['objects']),
    ...(isShut || parts.get('base-uri') === "base-uri 'self'" ? [] : ['base']),
    ...(isShut || parts.get('form-action') === "form-action 'self'" ? [] : ['forms']),
  ];
}

const wanted: Record<string, RegExp> = {
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^no-referrer$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
};
const forbidden = [
  'x-powered-by',
  'server',
  'access-control-allow-origin',
  'access-control-allow-credentials',
];

/** What is wrong with the headers of an answer, and what its text tells that it must not. */
function faultsOf({ status, headers, text }: Answer): string[] {
  const missing = Object.entries(wanted).filter(([name, value]) => !value.test(headers.get(name) ?? ''));
  const isTyped = status === 204 || status === 304 || text === '' || headers.get('content-type') !== null;
  const leaks = /at [\w.<>]+ \(|node_modules|\/hub\/|SQLITE_|SELECT /.exec(status >= 400 ? text : '');
  return [
    ...missing.map(([name]) => name),
    ...forbidden.filter((name) => headers.has(name)),
    ...policyFaults(headers.get('content-security-policy') ?? ''),
    ...(isTyped ? [] : ['no content type']),
    ...(leaks ? [`tells ${leaks[0]}`] : []),
  ];
}

/** Says it of every answer, in one expectation. */
async function expectClean(asked: [string, Promise<Answer>][]): Promise<void> {
  const faults: string[] = [];
  for (const [name, answer] of asked) {
    const found = faultsOf(await answer);
    if (found.length > 0) faults.push(`${name}: ${found.join(', ')}`);
  }
  expect(faults).toEqual([]);
}

const foreign: Record<string, string>[] = ['http://evil.example', 'null'].map((origin) => ({
  'content-type': 'application/json',
  origin,
}));
const forms: Record<string, string>[] = [
  { 'content-type': 'application/x-www-form-urlencoded' },
  { 'content-type': 'multipart/form-data; boundary=x' },
];

describe('every answer', () => {
  it('[SEC-1] [SEC-6] of every described route carries the headers, to a stranger and to whoever may', async () => {
    const faults: string[] = [];
    for (const shape of shapes) {
      for (const as of [undefined, all]) {
        const answer = await ask(pathOf(shape), { method: shape.method.toUpperCase(), ...bodyOf(shape) }, as);
        const isKept = shape.access !== 'public' && answer.headers.get('cache-control') !== 'no-store';
        const kept = isKept ? ['may be cached'] : [];
        const found = [...faultsOf(answer), ...kept];
        if (found.length > 0) faults.push(`${nameOf(shape)} ${answer.status}: ${found.join(', ')}`);
      }
      if (shape.path === '/api/session' && shape.method === 'delete') all = await rig.as(everyGrant);
    }
    expect(shapes.length).toBeGreaterThan(150);
    expect(faults).toEqual([]);
  });

  it('[SEC-1] of pages, files, redirects and mistakes carries the headers', async () => {
    const paths = [
      '/',
      '/healthz',
      '/console',
      '/console/anything/else',
      '/assets/none.js',
      '/none',
      '/api/none',
      '/api/docs',
      '/api/docs/mqtt',
      '/api/openapi.json',
      '/public',
      '/public?q=%3Cscript%3E',
      `/p/${entries[0]!.id}`,
      '/p/none',
      '/p/%ff',
      '/catalog',
      '/catalog.csv',
      '/public/withdrawals',
      '/public/exposures',
      '/public/counter/a-0001',
      '/r/a-0001/none',
      '/log',
      `/r/a-0001/o${'0'.repeat(24)}/proof`,
      '/approve/a-0001/none',
      '/pay/notify/wechat',
    ];
    await expectClean(paths.map((path) => [path, ask(path)]));
    await expectClean([
      ['approve', ask('/approve/a-0001/none', { method: 'POST', body: 'x'.repeat(5000) })],
      ['notify', ask('/pay/notify/wechat', { method: 'POST', body: '{}' })],
      ['too large', ask('/api/session', { method: 'POST', body: 'x'.repeat(100_000) })],
      ['not JSON', ask('/api/session', { method: 'POST', body: '{' })],
      ['other site', ask('/api/session', { headers: { 'sec-fetch-site': 'cross-site' } })],
    ]);
  });

  it('[SEC-1] [SEC-2] says HSTS behind a proxy that is believed, and believes no header without one', async () => {
    const behind = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' };
    expect((await ask('/public', { headers: behind })).headers.get('strict-transport-security')).toBe(null);
    const folder = await mkdtemp(join(tmpdir(), 'zhuangui-proxy-'));
    const other = await openHubRig({ config: { ...rigConfig(folder), trustProxy: 1 } });
    try {
      for (const path of ['/public', '/api/session', '/none']) {
        const { headers } = await fetch(other.url + path, { headers: behind });
        expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
      }
    } finally {
      await other.close();
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('[SEC-4] lets no other origin read it, preflights included', async () => {
    const origin = 'https://evil.example';
    const asked = {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-csrf-token',
    };
    for (const path of ['/api/session', '/api/people', '/public', '/catalog.csv', '/api/openapi.json']) {
      const preflight = await ask(path, { method: 'OPTIONS', headers: asked });
      const read = await ask(path, { headers: { origin } });
      for (const { headers } of [preflight, read])
        expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  it('[SEC-4] but the files of the transparency log are for anybody, without credentials', async () => {
    const { status, headers } = await ask('/log/checkpoint', {
      headers: { origin: 'https://auditor.example' },
    });
    expect([status, headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    expect(headers.get('access-control-allow-credentials')).toBe(null);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('[SEC-4] a change from another origin, or as a form, is refused on every route', async () => {
    const taken: string[] = [];
    const changes = shapes.filter(({ method, body }) => method !== 'get' && body);
    // Every route from another origin and as a form; of each the two kinds take turns.
    for (const [index, shape] of changes.entries())
      for (const headers of [foreign[index % 2]!, forms[index % 2]!]) {
        const method = shape.method.toUpperCase();
        const { status, text } = await ask(pathOf(shape), { method, headers, body: '{}' }, all);
        const { error } = JSON.parse(text) as { error?: { code: string } };
        const isRefused = ['foreign-page', 'unsupported-type'].includes(error?.code ?? '');
        if (!isRefused)
          taken.push(`${nameOf(shape)} ${headers['content-type']}: ${status} ${text.slice(0, 80)}`);
      }
    expect(changes.length).toBeGreaterThan(60);
    expect(taken).toEqual([]);
    const own = { origin: rig.url, 'content-type': 'application/json' };
    const answer = await ask('/api/session', { method: 'POST', headers: own, body: '{}' });
    expect(answer.text).toContain('bad-request');
  });

  it('[SEC-23] odd addresses lead to no file, no other host and no fault of the hub', async () => {
    const targets = [
      '//evil.example/public',
      'http://evil.example/public',
      'http://[bad/public',
      '/public/../../etc/passwd',
      '/assets/..%2f..%2fpackage.json',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/assets/%00',
      '/assets/',
      '/.git/config',
      '/console/%2e%2e%2f%2e%2e%2fpackage.json',
      '/public/certificate/%0d%0aset-cookie:x=1',
      '/api/../admin.token',
      '/catalog?q[]=1&q=2&q=3&page=1&page=9',
      '/public?lang=en&lang=zh&__proto__[x]=1',
      '*',
    ];
    for (const target of targets) {
      const answer = await raw(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
      expect([target, /^HTTP\/1\.1 (200|302|404|400)/.test(answer)]).toEqual([target, true]);
      expect(answer).not.toMatch(/root:|"workspaces"|\r\nset-cookie|evil\.example/i);
    }
  });

  it('[SEC-23] two lengths in one request, TRACE and a header without end are refused', async () => {
    const head = 'POST /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n';
    expect(await raw(`${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`)).toMatch(
      / 400 /,
    );
    expect(await raw(`${head}Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}   `)).toMatch(/ 400 /);
    expect(await raw(head.replace('POST', 'TRACE').concat('Cookie: secret=1\r\n\r\n'))).not.toContain(
      'secret',
    );
    expect(await raw(`${head}X: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/ 431 /);
  });
});

/** What comes back for exactly these bytes. */
function raw(text: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect(rig.addresses.http.port, '127.0.0.1', () => socket.write(text));
  let got = '';
  socket.on('data', (bytes) => {
    got += bytes.toString();
  });
  socket.on('close', () => resolve(got));
  socket.on('error', (error) => (got === '' ? reject(error) : resolve(got)));
  return promise;
}
