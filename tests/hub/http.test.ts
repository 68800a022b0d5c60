// The hub's HTTP interfaces over real ports, real TLS and a real database.
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorBodyMessage, listsPushMessage } from '@zhuangui/protocol/messages.ts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createHttpsFetcher } from '../../device/lists/https-fetcher.ts';
import type { CounterRow, Dashboard, SanctionRow } from '../../hub/http/views.ts';
import { sampleEntries } from '../../simulators/samples/entries.ts';
import { rowsWithMistakes } from '../../simulators/samples/mistakes.ts';
import { sheetRow } from '../../simulators/samples/sheet.ts';
import { gb18030CsvOf, xlsxOf } from '../../simulators/samples/write.ts';
import { type HubRig, newCounterBody, openHubRig, rigConfig } from './hub-rig.ts';

const entries = sampleEntries({ count: 40, referenceDate: '2026-11-23' });
let rig: HubRig;

beforeAll(async () => {
  rig = await openHubRig({ wrongTriesMax: 1000 });
  await rig.publish(entries);
});
afterAll(() => rig.close());

async function errorOf(answer: Response | Promise<Response>): Promise<[number, string]> {
  const response = await answer;
  // Some refusals carry a report beside the error.
  const { error } = (await response.json()) as { error: unknown };
  const parsed = errorBodyMessage.check({ error });
  if (!parsed.ok) throw new Error(parsed.problem.message);
  expect(parsed.value.error.message.length).toBeGreaterThan(10);
  return [response.status, parsed.value.error.code];
}

const withToken = () => ({ authorization: `Bearer ${rig.hub.adminToken}` });
const get = (path: string) => fetch(rig.url + path, { headers: withToken() });
const importFile = (bytes: Uint8Array, query = '', headers: Record<string, string> = {}) =>
  fetch(`${rig.url}/api/catalog/import${query}`, {
    method: 'POST',
    headers: { ...withToken(), 'x-file-name': encodeURIComponent('目录.xlsx'), ...headers },
    body: new Uint8Array(bytes),
  });

describe('who may change something', () => {
  it('[HTTP-1] nobody without the token, and its file is for the hub’s user only', async () => {
    expect(await errorOf(rig.post('/api/withdrawals', {}, ''))).toEqual([401, 'not-signed-in']);
    expect(await errorOf(rig.post('/api/withdrawals', {}, 'x'.repeat(43)))).toEqual([401, 'token-wrong']);
    expect(await errorOf(fetch(`${rig.url}/api/dashboard`))).toEqual([401, 'not-signed-in']);
    expect(await errorOf(rig.post('/api/no-such-thing', {}, ''))).toEqual([404, 'not-found']);
    const path = join(rig.folder, 'admin.token');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await readFile(path, 'utf8')).trim()).toBe(rig.hub.adminToken);
    expect(Buffer.from(rig.hub.adminToken, 'base64url')).toHaveLength(32);
  });

  it('[HTTP-2] whoever guesses from the administrator’s address does not hold up a withdrawal', async () => {
    const small = await openHubRig({ wrongTriesMax: 3 });
    try {
      const guess = () => small.post('/api/suspensions', { counter: 'x-0001', reason: 'x' }, 'w'.repeat(43));
      for (let n = 0; n < 5; n += 1) await guess();
      expect((await guess()).status).toBe(429);
      const real = await small.post('/api/suspensions', { counter: 'x-0001', reason: '停业' });
      expect(await real.json()).toMatchObject({ error: { code: 'unknown-counter' } });
    } finally {
      await small.close();
    }
  });

  it('[HTTP-4] a foreign name that was made to lead here reads nothing', async () => {
    const { port } = rig.addresses.http;
    const statusFor = (host: string) =>
      new Promise((resolve, reject) => {
        const answered = httpGet(
          `${rig.url}/api/dashboard`,
          { headers: { host, ...withToken() } },
          (answer) => resolve(answer.resume().statusCode),
        );
        answered.on('error', reject);
      });
    expect(await statusFor(`evil.example:${port}`)).toBe(403);
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, 'localhost'])
      expect(await statusFor(host)).toBe(200);
  });

  it('[HTTP-2] wrong tokens end in 429, which does not lock out reading', async () => {
    const small = await openHubRig({ wrongTriesMax: 3 });
    try {
      const wrong = () => small.post('/api/withdrawals', {}, 'wrong');
      for (let i = 0; i < 3; i += 1) expect((await wrong()).status).toBe(401);
      expect(await errorOf(wrong())).toEqual([429, 'too-many-tries']);
      const headers = { authorization: `Bearer ${small.hub.adminToken}` };
      expect((await fetch(`${small.url}/api/dashboard`, { headers })).status).toBe(200);
    } finally {
      await small.close();
    }
  });

  it('[HTTP-4] another site in the same browser is refused', async () => {
    const statusFor = (site: string) =>
      new Promise((resolve, reject) => {
        const headers = { 'sec-fetch-site': site, ...withToken() };
        httpGet(`${rig.url}/api/dashboard`, { headers }, (answer) => resolve(answer.resume().statusCode)).on(
          'error',
          reject,
        );
      });
    expect(await Promise.all(['cross-site', 'same-site', 'same-origin', 'none'].map(statusFor))).toEqual([
      403, 403, 200, 200,
    ]);
  });
});

describe('answers', () => {
  it.each([
    ['/api/withdrawals', {}, 400, 'bad-request'],
    ['/api/withdrawals', { entry: 'NO-SUCH', reason: '抽检' }, 404, 'unknown-entry'],
    ['/api/withdrawals', { entry: 'NO-SUCH', reason: '抽检', by: 'me' }, 400, 'bad-request'],
    ['/api/blacklistings', { creditCode: '91150102MA0N000000', reason: '失信' }, 404, 'unknown-supplier'],
    ['/api/suspensions', { counter: 'nobody-1', reason: '曝光' }, 404, 'unknown-counter'],
    ['/api/withdrawals/s0/release', {}, 404, 'unknown-sanction'],
    ['/api/counters', { id: 'c-1' }, 400, 'bad-request'],
    ['/api/counters/nobody-1/claims', {}, 404, 'unknown-counter'],
    ['/api/nothing', {}, 404, 'not-found'],
  ] as const)('[HTTP-3] %s %j is refused with a code and a sentence', async (path, body, status, code) => {
    expect(await errorOf(rig.post(path, body))).toEqual([status, code]);
  });

  it('[HTTP-3] a body that is not JSON, and a query out of bounds', async () => {
    const send = (body: string) =>
      fetch(`${rig.url}/api/withdrawals`, { method: 'POST', headers: withToken(), body });
    expect(await errorOf(send('{'))).toEqual([400, 'bad-request']);
    expect(await errorOf(send(''))).toEqual([400, 'bad-request']);
    expect(await errorOf(send(' '.repeat(40_000)))).toEqual([413, 'too-large']);
    expect(await errorOf(get('/api/catalog?limit=9999'))).toEqual([400, 'bad-query']);
    expect(await errorOf(get('/api/catalog?limit=-1'))).toEqual([400, 'bad-query']);
    expect(await errorOf(get('/api/counters?search=a&search=b'))).toEqual([400, 'bad-query']);
  });

  it('[HTTP-13] scripts of the pages are compressed and kept by browsers under their hashed names', async () => {
    const page = await (await fetch(rig.url)).text();
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)![1]!;
    const { headers } = await fetch(rig.url + script, { headers: { 'accept-encoding': 'gzip' } });
    expect(headers.get('content-encoding')).toBe('gzip');
    expect(headers.get('cache-control')).toContain('immutable');
    expect((await fetch(rig.url)).headers.get('cache-control')).toContain('max-age=0');
  });

  it('[HTTP-5] pages come with a policy that runs the console’s own scripts only', async () => {
    const answer = await fetch(`${rig.url}/healthz`);
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.has('x-powered-by')).toBe(false);
  });

  it('[HTTP-3] the catalog is found by name, barcode and supplier, page by page', async () => {
    const [first] = entries;
    const find = (search: string, more = '') =>
      rig.get<{ total: number; entries: { id: string }[] }>(
        `/api/catalog?search=${encodeURIComponent(search)}${more}`,
      );
    expect((await find('')).total).toBe(entries.length);
    expect((await find('', '&limit=3&offset=38')).entries).toHaveLength(2);
    expect((await find(first!.gtins[0]!)).entries.map(({ id }) => id)).toEqual([first!.id]);
    expect((await find(first!.supplier.creditCode)).total).toBeGreaterThan(0);
    expect((await find('没有这种东西')).total).toBe(0);
  });
});

describe('catalog import', () => {
  it('[CAT-16] a workbook is published, signed by two certifiers, and nothing of it is lost', async () => {
    const more = sampleEntries({ count: 60, referenceDate: '2026-11-23' });
    const bytes = await xlsxOf(more.map((entry, i) => sheetRow(entry, i + 1)));
    const before = (await rig.hub.repository.versions()).catalog;
    const dry = await importFile(bytes);
    expect([dry.status, ((await dry.json()) as { published: unknown }).published]).toEqual([200, null]);
    const answer = await importFile(bytes, '?publish=1');
    expect(answer.status).toBe(201);
    const report = (await answer.json()) as { counts: { accepted: number }; published: { version: number } };
    expect(report.counts.accepted).toBe(60);
    expect(report.published.version).toBe(before + 1);
    expect((await rig.get<Dashboard>('/api/dashboard')).lists.entries).toBe(60);
  });

  it('[CAT-16] every rejected row comes back with its reasons, as JSON and as CSV', async () => {
    const bytes = gb18030CsvOf(rowsWithMistakes(entries));
    const headers = { 'x-file-name': 'mistakes.csv' };
    const report = (await (await importFile(bytes, '', headers)).json()) as {
      counts: { rejected: number };
      rejected: { row: number; reasons: { code: string; message: { zh: string; en: string } }[] }[];
    };
    expect(report.counts.rejected).toBeGreaterThan(5);
    expect(report.rejected).toHaveLength(report.counts.rejected);
    for (const { reasons } of report.rejected) expect(reasons[0]!.message.zh).toBeTruthy();
    const csv = await (await importFile(bytes, '', { ...headers, accept: 'text/csv' })).text();
    for (const { reasons } of report.rejected) expect(csv).toContain(reasons[0]!.code);
  });

  it('[CAT-16] a hub that is no demonstration publishes nothing by itself and says where to', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'zhuangui-hub-'));
    const real = await openHubRig({ config: { ...rigConfig(folder), demo: false } });
    try {
      const answer = await real.post('/api/catalog/import?publish=1', {});
      const { error } = (await answer.json()) as { error: { code: string; message: string } };
      expect([answer.status, error.code]).toEqual([409, 'signers-missing']);
      expect(error.message).toContain('draft release');
    } finally {
      await real.close();
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('[CAT-16] what is no catalog is refused with a reason, and the hub lives on', async () => {
    expect(await errorOf(importFile(new Uint8Array([1, 2, 3])))).toEqual([422, 'bad-file']);
    expect(
      await errorOf(importFile(Buffer.from('a,b\n1,2\n'), '?name=x.csv', { 'x-file-name': 'x.csv' })),
    ).toEqual([422, 'bad-file']);
    expect(await errorOf(importFile(new Uint8Array()))).toEqual([400, 'bad-request']);
    expect(await errorOf(importFile(new Uint8Array(33 * 1024 * 1024)))).toEqual([413, 'too-large']);
    expect((await fetch(`${rig.url}/healthz`)).status).toBe(200);
  });

  it('[CAT-16] 50,000 rows are read beside the work of the hub, and a second import waits its turn', async () => {
    const sheet = sampleEntries({ count: 10_000, referenceDate: '2026-11-23' }).map((entry, i) =>
      sheetRow(entry, i),
    );
    // Five times the same goods: every one of the 50,000 rows is rejected and comes back.
    const bytes = gb18030CsvOf([...sheet, ...sheet, ...sheet, ...sheet, ...sheet]);
    const headers = { 'x-file-name': 'large.csv' };
    const both = Promise.all([importFile(bytes, '', headers), importFile(bytes, '', headers)]);
    const startMs = performance.now();
    expect((await fetch(`${rig.url}/healthz`)).status).toBe(200);
    expect(performance.now() - startMs).toBeLessThan(2000);
    const [read, refused] = (await both).sort((a, b) => a.status - b.status);
    expect(await errorOf(refused!)).toEqual([409, 'import-busy']);
    const report = (await read!.json()) as { counts: object; rejected: object[] };
    expect(report.counts).toMatchObject({ rows: 50_000, accepted: 0, rejected: 50_000 });
    expect(report.rejected).toHaveLength(50_000);
  }, 90_000);
});

describe('a withdrawal', () => {
  it('[HTTP-7] is published, pushed, and followed to the last counter', async () => {
    const [one, two] = [await rig.addCounter('w-0001'), await rig.addCounter('w-0002')];
    await one.confirm();
    await two.confirm();
    const pushes: number[] = [];
    const stop = rig.hub.repository.onPublished((push) => {
      expect(listsPushMessage.check(push).ok).toBe(true);
      pushes.push(JSON.parse(push.withdrawals).signed.version);
    });
    const answer = await rig.post('/api/withdrawals', { entry: entries[0]!.id, reason: '抽检不合格' });
    stop();
    expect(answer.status).toBe(201);
    const { id, version } = (await answer.json()) as { id: string; version: number };
    expect(pushes).toEqual([version]);
    const shown = () => rig.get<SanctionRow>(`/api/sanctions/${id}`);
    expect(await shown()).toMatchObject({ confirmed: 0, total: 2, slowestMs: null });
    await one.confirm();
    const half = await shown();
    expect(half).toMatchObject({ confirmed: 1, total: 2 });
    expect(half.pending[0]!.counter).toBe('w-0002');
    expect(half.pending[0]!.canSellUntil).toBeGreaterThan(Date.now());
    await two.confirm();
    const all = await shown();
    expect(all).toMatchObject({ confirmed: 2, pending: [] });
    expect(all.slowestMs).toBeGreaterThanOrEqual(0);

    expect(await errorOf(rig.post(`/api/suspensions/${id}/release`, {}))).toEqual([409, 'wrong-kind']);
    expect((await rig.post(`/api/withdrawals/${id}/release`, {})).status).toBe(200);
    expect(await errorOf(rig.post(`/api/withdrawals/${id}/release`, {}))).toEqual([409, 'already-released']);
    expect(await shown()).toMatchObject({ confirmed: 0 });
  });

  it('[HTTP-7] a suspension concerns its counter alone', async () => {
    await rig.addCounter('w-0003');
    const answer = await rig.post('/api/suspensions', { counter: 'w-0003', reason: '通报曝光' });
    const { sanction } = (await answer.json()) as { sanction: SanctionRow };
    expect(sanction).toMatchObject({ kind: 'channel', confirmed: 0, total: 1, targetName: 'w-0003 号专柜' });
  });
});

describe('the live dashboard', () => {
  it('[HTTP-6] sends the newest view after a change, a few times a second at most', async () => {
    const counter = await rig.addCounter('l-0001');
    const abort = new AbortController();
    const response = await fetch(`${rig.url}/api/dashboard/events`, {
      headers: withToken(),
      signal: abort.signal,
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const views: Dashboard[] = [];
    const reading = (async () => {
      let text = '';
      for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
        const events = (text + part).split('\n\n');
        text = events.pop()!;
        for (const event of events) views.push(JSON.parse(event.slice(event.indexOf('data: ') + 6)));
      }
    })().catch(() => undefined);
    await vi.waitFor(() => expect(views.length).toBeGreaterThan(0));
    const viewsBefore = views.length;
    const before = views.at(-1)!.allTime.sales;
    const startMs = performance.now();
    for (let i = 0; i < 30; i += 1) await counter.sell(entries[1]!);
    await vi.waitFor(() => expect(views.at(-1)!.allTime.sales).toBe(before + 30), 3000);
    const elapsedMs = performance.now() - startMs;
    expect(views.length - viewsBefore).toBeLessThanOrEqual(Math.ceil(elapsedMs / 200) + 2);
    expect(views.at(-1)!.sales[0]).toMatchObject({ counter: 'l-0001', product: entries[1]!.name });
    abort.abort();
    await reading;
  });

  it('[HTTP-8] the certified share is judged from permits and published lists', async () => {
    const own = await openHubRig();
    try {
      await own.publish(entries);
      const counter = await own.addCounter('s-0001');
      const [good, other] = entries;
      await counter.sell(good!);
      await own.hub.audit.idle();
      const share = async () => (await own.get<Dashboard>('/api/dashboard')).certifiedShare;
      expect(await share()).toBe(100);
      await counter.sell({ ...good!, id: 'NEVER-CERTIFIED' });
      await own.post('/api/withdrawals', { entry: other!.id, reason: '抽检不合格' });
      // Under the lists of today it is withdrawn; under those before it was not.
      await counter.sell(other!);
      await counter.sell(other!, { withdrawalsVersion: 1 });
      await counter.sell(good!, { priceFen: good!.priceBand.maxFen + 1 });
      await own.hub.audit.idle();
      expect(await share()).toBe(40);
      const { perHour, today } = await vi.waitFor(async () => {
        const view = await own.get<Dashboard>('/api/dashboard');
        expect(view.today.sales).toBe(5);
        return view;
      });
      expect(perHour.reduce((sum, { sales }) => sum + sales, 0)).toBe(5);
      expect(perHour.reduce((sum, { fen }) => sum + fen, 0)).toBe(today.salesFen);
    } finally {
      await own.close();
    }
  });

  it('[HTTP-6] putting a dashboard together is cheap', () => {
    rig.hub.live.dashboard();
    const startMs = performance.now();
    for (let i = 0; i < 20; i += 1) rig.hub.live.dashboard();
    expect((performance.now() - startMs) / 20).toBeLessThan(10);
  });
});

describe('counters', () => {
  it('[FLT-2] are registered, enrolled with the claim, shown, and revoked', async () => {
    expect(
      await errorOf(rig.post('/api/counters', { ...newCounterBody('r-0001', 'x'), banner: '150100' })),
    ).toEqual([400, 'bad-request']);
    const counter = await rig.addCounter('r-0001', '测试专柜');
    expect(counter.identity.certificate).toContain('BEGIN CERTIFICATE');
    expect(await errorOf(rig.post('/api/counters', newCounterBody('r-0001', 'x')))).toEqual([409, 'exists']);
    const find = async () =>
      (await rig.get<{ counters: CounterRow[] }>(`/api/counters?search=${encodeURIComponent('测试')}`))
        .counters;
    expect(await find()).toMatchObject([{ id: 'r-0001', online: false, freshness: 'red' }]);
    await counter.confirm();
    expect(await find()).toMatchObject([{ freshness: 'green' }]);
    expect((await rig.post('/api/counters/r-0001/revoke', { reason: '拆除' })).status).toBe(200);
    expect(await errorOf(rig.post('/api/counters/r-0001/claims', {}))).toEqual([409, 'revoked']);
  });

  it('[HTTP-9] journals are exported as the counters wrote them', async () => {
    const counter = await rig.addCounter('j-0001');
    expect(await errorOf(get('/api/counters/j-0001/journal'))).toEqual([404, 'unknown-journal']);
    await counter.sell(entries[2]!);
    await counter.confirm();
    const answer = await get('/api/counters/j-0001/journal');
    const lines = (await answer.text()).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).kind)).toEqual([
      'order',
      'paid',
      'dispensing',
      'outcome',
      'closed',
      'lists',
    ]);
    expect(answer.headers.get('x-position')).toBe('6');
    expect(answer.headers.get('content-type')).toContain('application/x-ndjson');
  });

  it('[LIST-4] fetch lists over TLS of the hub’s own authority', async () => {
    const { https } = rig.addresses;
    const ca = rig.hub.fleet.authority.certificate;
    const fetcher = createHttpsFetcher({ baseUrl: `https://127.0.0.1:${https.port}`, ca });
    try {
      const { catalog } = await rig.hub.repository.versions();
      const bytes = await fetcher.metadata('catalog', catalog);
      const { targets } = JSON.parse(Buffer.from(bytes!).toString()).signed;
      const [path, file] = Object.entries(targets)[0] as [
        string,
        { length: number; hashes: { sha256: string } },
      ];
      expect(await fetcher.target(path, file.hashes.sha256, file.length)).toHaveLength(file.length);
      expect(await fetcher.patch(catalog - 1, catalog)).toBeDefined();
      expect(await fetcher.metadata('catalog', 9999)).toBeUndefined();
    } finally {
      fetcher.close();
    }
    const foreign = new Promise((resolve, reject) => {
      httpsGet(`https://127.0.0.1:${https.port}/authority`, resolve).on('error', reject);
    });
    await expect(foreign).rejects.toThrow();
  });
});
