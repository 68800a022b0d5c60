// The fleet's routes on a real hub: a counter that writes is seen with slots, sales, journal and alarms.
import { dayOf } from '@zhuangui/protocol/days.ts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sampleEntries } from '../../simulators/samples/entries.ts';
import { type HubRig, newCounterBody, openHubRig, type RigCounter } from './hub-rig.ts';

let rig: HubRig;
let counter: RigCounter;
const entries = sampleEntries({ count: 3, referenceDate: dayOf(Date.now()) });
const [entry] = entries;

const call = (method: string, path: string, body?: BodyInit, headers: Record<string, string> = {}) =>
  fetch(rig.url + path, {
    method,
    headers: { authorization: `Bearer ${rig.hub.adminToken}`, ...headers },
    ...(body === undefined ? {} : { body }),
  });
const json = { 'content-type': 'application/json' };
// biome-ignore lint/suspicious/noExplicitAny: answers are looked at field by field
const read = async (path: string): Promise<any> => (await call('get', path)).json();
const post = (path: string, body: object = {}, method = 'post') =>
  call(method, path, JSON.stringify(body), json);

const load = (slot: number, count: number, change: object = {}) => ({
  kind: 'restock' as const,
  slot,
  entry: entry!.id,
  lot: '20261101-A',
  madeOn: '2026-11-01',
  bestBefore: '2099-01-01',
  count,
  capacity: 8,
  priceFen: entry!.priceBand.minFen,
  operator: '1001',
  ...change,
});

beforeAll(async () => {
  rig = await openHubRig();
  await rig.publish(entries);
  counter = await rig.addCounter('ah-001', '敖汉一号');
  await counter.confirm();
  await counter.write(load(3, 5), load(4, 0), load(5, 2, { bestBefore: '2026-11-01' }));
  await counter.sell(entry!);
  await counter.write({ kind: 'ticket', code: 'taken-unpaid', detail: 'two packages' });
});
afterAll(() => rig.close());

describe('the fleet over HTTP', () => {
  it('[FLT-11] lists, filters and refuses what it does not know', async () => {
    const { rows, total, catalogVersion } = await read(
      '/api/fleet/counters?search=敖汉&behind=no&sort=-name',
    );
    expect(total).toBe(1);
    expect(rows[0]).toMatchObject({
      id: 'ah-001',
      freshness: 'green',
      online: false,
      suspended: false,
      catalogVersion,
    });
    expect(rows[0]).not.toHaveProperty('journalKey');
    expect((await read('/api/fleet/counters?online=yes')).total).toBe(0);
    expect((await call('get', '/api/fleet/counters?sort=colour')).status).toBe(400);
    expect((await call('get', '/api/fleet/counters/none')).status).toBe(404);
    expect((await fetch(`${rig.url}/api/fleet/counters`)).status).toBe(401);
    expect(await read('/api/fleet/facets')).toMatchObject({
      counts: { enrolled: 1 },
      hostUnits: ['自治区某机关'],
    });
  });

  it('[STK-2] shows slots and sales of a counter', async () => {
    const { rows } = await read('/api/fleet/counters/ah-001/slots');
    expect(rows).toMatchObject([
      { slot: 3, count: 4, product: entry!.name, capacity: 8 },
      { slot: 4, count: 0 },
      { slot: 5, count: 2 },
    ]);
    expect(await read('/api/fleet/counters/ah-001/sales')).toMatchObject({
      today: { sales: 1, salesFen: entry!.priceBand.minFen },
      products: [{ product: entry!.name, sales: 1 }],
    });
  });

  it('[FLT-13] names the last sales of a counter, newest first, as its journal says', async () => {
    const { latest } = await read('/api/fleet/counters/ah-001/sales');
    expect(latest).toMatchObject([
      { product: entry!.name, slot: 3, priceFen: entry!.priceBand.minFen, method: 'wechat' },
    ]);
    const order = await call('get', `/api/money/orders/ah-001/${latest[0].order}`);
    expect(order.status).toBe(200);
  });

  it('[FLT-12] shows the journal as it was received, with hashes that hold and a signed head', async () => {
    const { rows: journals } = await read('/api/fleet/counters/ah-001/journals');
    expect(journals).toMatchObject([{ forks: 0, isChainWhole: true, isSigned: true }]);
    const path = `/api/fleet/counters/ah-001/journals/${journals[0].journal}/lines`;
    const page = await read(`${path}?pageSize=3`);
    expect(page).toMatchObject({ total: journals[0].seq, isChainWhole: true });
    expect(page.rows[0].hash).toBe(journals[0].hash);
    const second = await read(`${path}?pageSize=3&page=2`);
    expect(second.rows[0].seq).toBe(page.rows.at(-1).seq - 1);
    expect(JSON.parse(page.rows[0].text)).toMatchObject({ kind: 'ticket', code: 'taken-unpaid' });
    expect((await read(`${path}?page=900`)).rows).toEqual([]);
    expect((await call('get', '/api/fleet/counters/ah-001/journals/j0/lines')).status).toBe(404);
  });

  it('[ALM-4] shows a ticket as an alarm, and closes it with a note', async () => {
    await rig.hub.slices.alarms.look();
    const { rows } = await read('/api/alarms?state=open&code=ticket-');
    expect(rows).toMatchObject([{ counter: 'ah-001', code: 'ticket-taken-unpaid', counterName: '敖汉一号' }]);
    expect((await read('/api/alarms/groups')).rows[0].counters).toEqual([{ id: 'ah-001', name: '敖汉一号' }]);
    expect((await read('/api/fleet/counters?alarms=yes')).total).toBe(1);
    const ids = [rows[0].id];
    expect((await post('/api/alarms/close', { ids, note: ' ' })).status).toBe(422);
    expect(await (await post('/api/alarms/close', { ids, note: '已补收款' })).json()).toEqual({ done: 1 });
    expect(await read('/api/alarms/counts')).toMatchObject({ open: 0 });
  });

  it('[STK-6] suggests what to load, as a page and as tables', async () => {
    const { rows } = await read('/api/restock/suggestions?coverDays=7');
    expect(rows[0].counters[0].lines).toMatchObject([
      { slot: 4, load: 1 },
      { slot: 5, takeOut: 2, load: 1 },
    ]);
    const csv = await (await call('get', '/api/restock/table?format=csv')).text();
    expect(csv).toContain(entry!.name);
    const xlsx = await call('get', '/api/restock/table');
    expect(
      Buffer.from(await xlsx.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
  });

  it('[FLT-8] [FLT-6] registers, changes and revokes, and audits it', async () => {
    expect((await post('/api/fleet/counters', newCounterBody('ah-002', '二号'))).status).toBe(201);
    expect((await post('/api/fleet/counters', newCounterBody('ah-002', '二号'))).status).toBe(409);
    const moved = await post(
      '/api/fleet/counters/ah-002',
      { banner: '150430', route: '一号线', latitude: 42, longitude: 120 },
      'put',
    );
    expect(await moved.json()).toMatchObject({ league: '150400', route: '一号线' });
    const claim = await (await post('/api/fleet/counters/ah-002/claim')).json();
    expect(claim).toMatchObject({
      counter: 'ah-002',
      claim: expect.stringMatching(/^[A-Z2-7]{16}\.[0-9a-f]{64}$/),
    });
    expect(await read('/api/fleet/enrolments')).toMatchObject({
      rows: [{ counter: 'ah-002', state: 'claimed' }],
      approvalNeeded: false,
    });
    expect(
      (
        await post('/api/fleet/counters/ah-002/enrolment', {
          approved: true,
          fingerprint: '0'.repeat(16),
          reason: 'x',
        })
      ).status,
    ).toBe(409);
    expect(await (await post('/api/fleet/counters/ah-002/revoke', { reason: '报废' })).json()).toMatchObject({
      status: 'revoked',
    });
    expect((await read('/api/fleet/enrolments')).total).toBe(0);
  });

  it('[FLT-9] previews a table with bad rows, then registers the right ones; exports take the same columns', async () => {
    const csv = [
      '专柜编号,专柜名称,场所类型,地址,旗县区,帮扶单位,运营单位',
      'ah-101,甲,机关,新惠镇,敖汉旗,旗政府,草原公司',
      'ah-102,乙,公园,新惠镇,敖汉旗,旗政府,草原公司',
      'ah-101,丙,机关,新惠镇,敖汉旗,旗政府,草原公司',
      'ah-001,丁,机关,新惠镇,敖汉旗,旗政府,草原公司',
      'ah-103,"=cmd|x<script>",医院,新惠镇,敖汉旗,旗医院,草原公司',
    ].join('\r\n');
    const file = (apply: string, name = 'counters.csv') =>
      call('post', `/api/fleet/import?apply=${apply}`, csv, { 'x-file-name': encodeURIComponent(name) });
    const preview = await (await file('no')).json();
    expect(preview).toMatchObject({ job: null, accepted: 2, rejected: 3 });
    expect(preview.problems.map((one: { reason: string }) => one.reason)).toEqual([
      'site-kind',
      'duplicate',
      'exists',
    ]);
    const { job } = await (await file('yes')).json();
    await vi.waitFor(async () =>
      expect(await read(`/api/jobs/${job}`)).toMatchObject({ state: 'done', result: { registered: 2 } }),
    );
    expect((await file('no', '登记表.xlsx')).status).toBe(422);
    const exported = await (await call('get', '/api/fleet/export?format=csv&search=ah-10')).text();
    expect(exported.split('\r\n')).toHaveLength(4);
    expect(exported).toContain("'=cmd");
    const again = await (
      await call('post', '/api/fleet/import', exported, { 'x-file-name': 'a.csv' })
    ).json();
    expect(again).toMatchObject({ accepted: 0, rejected: 2 });
  });

  it('[FLT-11] [PEO-7] a person of another league is refused at every act, and it is audited', async () => {
    const elsewhere = await rig.as([
      { role: 'operating-company', place: { kind: 'operating-company', name: '别家公司' } },
      { role: 'supervisor', place: { kind: 'league', code: '152500' } },
    ]);
    const found = await read('/api/alarms?counter=ah-001');
    const ids = [found.rows[0].id as number];
    const pages = ['', '/slots', '/sales', '/journals'].map((part) => `/api/fleet/counters/ah-001${part}`);
    for (const path of pages) expect((await elsewhere.raw(path)).status, path).toBe(403);
    const refused = await Promise.all([
      elsewhere.put('/api/fleet/counters/ah-001', { name: '改名' }),
      elsewhere.post('/api/fleet/counters', newCounterBody('ah-900', '外地')),
      elsewhere.post('/api/fleet/counters/ah-001/claim'),
      elsewhere.post('/api/fleet/counters/ah-001/revoke', { reason: '试' }),
      elsewhere.post('/api/counters/ah-001/settings', { paymentS: 90 }),
      elsewhere.delete('/api/counters/ah-001/settings/paymentS'),
      elsewhere.post('/api/alarms/acknowledge', { ids }),
      elsewhere.post('/api/alarms/assign', { ids, assignee: '某' }),
      elsewhere.post('/api/alarms/close', { ids, note: '某' }),
    ]);
    expect(refused.map(({ status }) => status)).toEqual(Array(refused.length).fill(403));
    expect(await elsewhere.get('/api/fleet/counters')).toMatchObject({ total: 0 });
    expect(await elsewhere.get('/api/alarms')).toMatchObject({ total: 0 });
    expect(await elsewhere.get('/api/restock/suggestions?counter=ah-001')).toMatchObject({ rows: [] });
    expect(await (await elsewhere.raw('/api/restock/table?format=csv')).text()).not.toContain('ah-001');
    expect(await read('/api/fleet/counters/ah-001')).toMatchObject({ name: '敖汉一号', status: 'enrolled' });
    const audited = await read('/api/audit?pageSize=200');
    const tried = audited.rows.filter(
      (row: { actor: { id: string }; outcome: string }) =>
        row.outcome === 'refused' && JSON.stringify(row).includes(elsewhere.actor.id),
    );
    expect(tried.length).toBeGreaterThanOrEqual(pages.length + refused.length);
  });
});
