// Sanctions as supervisors work with them, over a real hub: cascade, places, evidence, and the effective-at ledger.
import { dayOf } from '@zhuangui/protocol/days.ts';
import type { LineBody } from '@zhuangui/protocol/journal-lines.ts';
import { suspensionsPath } from '@zhuangui/protocol/lists.ts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EffectRow, EffectSummary, WindowSale } from '../../hub/sanctions/effect-ledger.ts';
import { type HubRig, newCounterBody, openHubRig, type RigCounter, type RigPerson } from './hub-rig.ts';
import { sampleEntries } from './public-samples.ts';

const [millet, other] = sampleEntries();
const creditCode = millet.supplier.creditCode;
const banner = millet.origin.banner;
const league = millet.origin.league;

const restock = (slot: number, entry: string, count: number): LineBody => ({
  kind: 'restock',
  slot,
  entry,
  lot: '20261101-A',
  madeOn: '2026-11-01',
  bestBefore: dayOf(Date.now() + 30 * 86_400_000),
  count,
  capacity: 10,
  priceFen: 1000,
  operator: 'o1',
});

describe('sanctions of supervisors', () => {
  let rig: HubRig;
  let first: RigCounter;
  let second: RigCounter;
  let region: RigPerson;
  const impose = (person: RigPerson, body: object) => person.post('/api/supervision/sanctions', body);
  const idOf = async (answer: Response) => ((await answer.json()) as { id: string }).id;

  beforeAll(async () => {
    rig = await openHubRig();
    await rig.publish([millet, other]);
    first = await rig.addCounter('c-0001', '一号柜');
    second = await rig.addCounter('c-0002', '二号柜');
    await first.write(restock(3, millet.id, 8), restock(4, other.id, 2));
    await second.write(restock(3, millet.id, 5));
    await first.confirm();
    await second.confirm();
    region = await rig.as([{ role: 'supervisor', place: { kind: 'region' } }], '监管员');
  });
  afterAll(() => rig.close());

  it('[SANC-11] the preview says what a blacklisting covers', async () => {
    expect(await region.get(`/api/supervision/preview?kind=supplier&target=${creditCode}`)).toMatchObject({
      targetName: millet.supplier.name,
      counters: 2,
      slots: 3,
      packages: 15,
      pendingApplications: 0,
      already: [],
    });
    expect((await region.raw('/api/supervision/preview?kind=supplier&target=nobody')).status).toBe(404);
    const company = encodeURIComponent('某运营公司');
    expect(await region.get(`/api/supervision/preview?kind=company&target=${company}`)).toMatchObject({
      counters: 2,
      packages: 15,
    });
  });

  it('[SANC-10, SANC-12] a blacklisting cascades: who confirmed, who can still sell, sales in the window, refused tries', async () => {
    const grounds = { reason: '提供虚假材料', legalBasis: '实施方案第十二条' };
    const id = await idOf(await impose(region, { kind: 'supplier', target: creditCode, ...grounds }));
    await first.confirm();
    await first.write({
      kind: 'refused',
      point: 'pay',
      slot: 3,
      entry: millet.id,
      lot: '20261101-A',
      reasons: ['supplier-blacklisted'],
      lists: { root: 1, catalog: 1, withdrawals: 2, channels: 1, snapshot: 1 },
    });
    // The second counter has not heard of it and sells on.
    await second.sell(millet);
    const one = await region.get<{ summary: EffectSummary; legalBasis: string; entries: object[] }>(
      `/api/supervision/sanctions/${id}`,
    );
    expect(one).toMatchObject({ legalBasis: grounds.legalBasis, level: 'region', place: '' });
    expect(one.entries).toHaveLength(2);
    expect(one.summary).toMatchObject({
      total: 2,
      confirmed: 1,
      packages: 14,
      sales: 1,
      salesAfter: 0,
      refused: 1,
    });
    expect(one.summary.boundMs).toBeGreaterThan(Date.now());
    const { rows } = await region.get<{ rows: EffectRow[] }>(`/api/supervision/sanctions/${id}/counters`);
    expect(rows).toMatchObject([
      { counter: 'c-0001', state: 'confirmed', packages: 10, refused: 1, sales: 0 },
      { counter: 'c-0002', state: 'unreachable', packages: 4, sales: 1, salesFen: millet.priceBand.minFen },
    ]);
    const sold = await region.get<{ rows: WindowSale[] }>(`/api/supervision/sanctions/${id}/sales`);
    expect(sold.rows).toMatchObject([{ counter: 'c-0002', seq: 6, entry: millet.id, isAfter: false }]);
    expect(sold.rows[0]!.journal).toMatch(/^j[0-9a-f]{16}$/);
    // Sold although its own journal says that the list was in force: stands out.
    await first.sell(other);
    const after = await region.get<{ rows: EffectRow[] }>(
      `/api/supervision/sanctions/${id}/counters?state=after`,
    );
    expect(after.rows).toMatchObject([{ counter: 'c-0001', salesAfter: 1 }]);
    const csv = await (await region.raw(`/api/supervision/sanctions/${id}/ledger.csv`)).text();
    expect(csv.split('\r\n').filter((line) => line.includes('c-000'))).toHaveLength(2);
    expect(
      (await region.post(`/api/supervision/sanctions/${id}/release`, { reason: '复核通过' })).status,
    ).toBe(200);
    await second.sell(millet);
    expect((await region.get<{ total: number }>(`/api/supervision/sanctions/${id}/sales`)).total).toBe(2);
  });

  it('[SANC-8] only the issuing level or one above releases, and nobody acts outside their place', async () => {
    const inLeague = await rig.as([{ role: 'supervisor', place: { kind: 'league', code: league } }], '盟市');
    const inBanner = await rig.as([{ role: 'supervisor', place: { kind: 'banner', code: banner } }], '旗县');
    const elsewhere = await rig.as(
      [{ role: 'supervisor', place: { kind: 'league', code: '150400' } }],
      '外地',
    );
    const body = { kind: 'product', target: millet.id, reason: '抽检不合格' };
    expect((await impose(elsewhere, body)).status).toBe(403);
    const id = await idOf(await impose(inLeague, body));
    const release = (person: RigPerson) =>
      person.post(`/api/supervision/sanctions/${id}/release`, { reason: '合格' });
    expect(await region.get(`/api/supervision/sanctions/${id}`)).toMatchObject({
      level: 'league',
      place: league,
    });
    expect((await release(inBanner)).status).toBe(403);
    expect((await inBanner.post(`/api/withdrawals/${id}/release`)).status).toBe(403);
    expect((await release(elsewhere)).status).toBe(403);
    expect((await release(region)).status).toBe(200);
    const ofBanner = await idOf(await impose(inBanner, { ...body, kind: 'lot', lots: ['A1'] }));
    expect(
      (await inLeague.post(`/api/supervision/sanctions/${ofBanner}/release`, { reason: '合格' })).status,
    ).toBe(200);
    const { rows } = await rig.get<{ rows: { action: string; outcome: string }[] }>('/api/audit?pageSize=50');
    const count = (action: string, outcome: string) =>
      rows.filter((row) => row.action === action && row.outcome === outcome).length;
    expect(count('sanction.release', 'refused')).toBe(3);
    expect(count('sanction.withdraw', 'refused')).toBe(1);
    expect(count('sanction.withdraw', 'done')).toBe(2);
  });

  it('[SANC-9] one sanction suspends all counters of a company, one that comes later too', async () => {
    const suspended = async () =>
      JSON.parse((await rig.hub.repository.push()).files[suspensionsPath]!).counters.map(
        ({ counter }: { counter: string }) => counter,
      );
    const id = await idOf(
      await impose(region, { kind: 'company', target: '某运营公司', reason: '销售非认定产品' }),
    );
    expect(await suspended()).toEqual(['c-0001', 'c-0002']);
    expect((await rig.post('/api/counters', newCounterBody('c-0003', '三号柜'))).status).toBe(201);
    rig.hub.fleet.presence.event({ kind: 'online', counter: 'c-0003', atMs: Date.now() } as never);
    await vi.waitFor(async () => expect(await suspended()).toContain('c-0003'));
    expect((await rig.get<{ total: number }>('/api/supervision/sanctions?group=suspensions')).total).toBe(1);
    await region.post(`/api/supervision/sanctions/${id}/release`, { reason: '整改完成' });
    expect(await suspended()).toEqual([]);
    expect((await impose(region, { kind: 'company', target: '无此公司', reason: '整改' })).status).toBe(404);
  });

  it('[SANC-7] evidence is judged by its content, tied by its uploader, and comes back byte for byte', async () => {
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    const upload = (path: string, bytes: Uint8Array, name: string) =>
      region.raw(path, {
        method: 'POST',
        body: bytes as BodyInit,
        headers: { 'x-file-name': encodeURIComponent(name) },
      });
    expect((await upload('/api/supervision/evidence', Buffer.from('<script>'), '照片.png')).status).toBe(422);
    const { id: file } = (await (await upload('/api/supervision/evidence', png, '照片.png')).json()) as {
      id: string;
    };
    const body = { kind: 'lot', target: millet.id, lots: ['Z9'], reason: '抽检不合格', evidence: [file] };
    const id = await idOf(await impose(region, body));
    const back = await region.raw(`/api/supervision/sanctions/${id}/evidence/${file}`);
    expect(Buffer.from(await back.arrayBuffer()).equals(png)).toBe(true);
    expect(back.headers.get('content-disposition')).toContain('attachment');
    const again = await impose(region, { ...body, lots: ['Z8'] });
    expect(again.status).toBe(422);
    expect((await region.get<{ total: number }>('/api/supervision/sanctions?search=Z8')).total).toBe(0);
  });
});
