// Halls and zones report to a running hub.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addDays, dayOf } from '@zhuangui/protocol/days.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BatchAnswer } from '../../hub/channels/batches.ts';
import type { ChannelTotals } from '../../hub/channels/totals.ts';
import type { Dashboard } from '../../hub/http/views.ts';
import { sampleEntries } from '../../simulators/samples/entries.ts';
import { type HubRig, openHubRig } from './hub-rig.ts';

const entries = sampleEntries({ count: 5, referenceDate: '2026-11-23' });
const today = dayOf(Date.now());
const yesterday = addDays(today, -1);
let rig: HubRig;

beforeAll(async () => {
  rig = await openHubRig({ wrongTriesMax: 1000 });
  await rig.publish(entries);
});
afterAll(() => rig.close());

async function addChannel(name: string, more: object = {}): Promise<{ id: string; key: string }> {
  const body = { kind: 'hall', name, banner: '150125', programme: '区内消费扶贫', ...more };
  const { id } = (await (await rig.post('/api/channels', body)).json()) as { id: string };
  const { key } = (await (await rig.post(`/api/channels/${id}/key`, {})).json()) as { key: string };
  return { id, key };
}

const send = (id: string, key: string, body: object) =>
  fetch(`${rig.url}/api/channels/${id}/batches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-channel-key': key },
    body: JSON.stringify(body),
  });
const row = (product: string, amountFen: number, more: object = {}) => ({
  day: yesterday,
  product,
  certified: true,
  amountFen,
  count: 1,
  ...more,
});
const answered = async (response: Promise<Response>) => (await (await response).json()) as BatchAnswer;
const totalsOf = (query: string) => rig.get<ChannelTotals>(`/api/channels/totals?${query}`);
const ofChannel = async (id: string) =>
  (await totalsOf(`by=channel&from=${yesterday}&to=${today}`)).rows.find(({ key }) => key === id);

describe('batches', () => {
  it('[CHAN-5] the same batch gets the same answer and counts once; other content is a conflict', async () => {
    const { id, key } = await addChannel('武川馆');
    const body = { batch: 'b1', rows: [row('武川莜面', 1000), row('卓资熏鸡', 500, { certified: false })] };
    const first = await answered(send(id, key, body));
    expect(first).toMatchObject({ accepted: 2, rejected: [], label: { zh: '渠道自报' } });
    expect(await answered(send(id, key, body))).toEqual(first);
    expect(await ofChannel(id)).toMatchObject({ amountFen: 1500, certifiedFen: 1000 });
    const other = await send(id, key, { ...body, rows: [row('武川莜面', 1001)] });
    expect([other.status, ((await other.json()) as { reason: string }).reason]).toEqual([
      409,
      'batch-changed',
    ]);
    expect(await ofChannel(id)).toMatchObject({ amountFen: 1500 });
  });

  it('[CHAN-3][CHAN-4] wrong and repeated rows are named, kept, and do not count', async () => {
    const { id, key } = await addChannel('化德馆');
    const rows = [row('A', 100), row('A', 100), row('B', -5), 'no row', row('<script>alert(1)</script>', 7)];
    const answer = await answered(send(id, key, { batch: 'x1', rows }));
    expect(answer.accepted).toBe(2);
    expect(answer.rejected.map(({ row: n, reasons }) => [n, reasons[0]!.code])).toEqual([
      [2, 'repeated'],
      [3, 'amount'],
      [4, 'form'],
    ]);
    const again = await answered(send(id, key, { batch: 'x2', rows: [row('A', 100), row('C', 1)] }));
    expect(again.rejected[0]!.reasons[0]).toMatchObject({ code: 'reported-before' });
    expect(again.rejected[0]!.reasons[0]!.en).toContain('x1');
    const kept = await rig.get<{ refused: { content: string }[] }>(`/api/channels/${id}/batches/x1`);
    expect(kept.refused.map(({ content }) => JSON.parse(content))).toEqual([rows[1], rows[2], rows[3]]);
  });

  it('[CHAN-7] a correction replaces an earlier batch openly, and once', async () => {
    const { id, key } = await addChannel('商都馆');
    await send(id, key, { batch: 'c1', rows: [row('商都西芹', 900)] });
    const fixed = await answered(send(id, key, { batch: 'c2', replaces: 'c1', rows: [row('商都西芹', 90)] }));
    expect(fixed).toMatchObject({ accepted: 1, replaces: 'c1' });
    expect(await ofChannel(id)).toMatchObject({ amountFen: 90 });
    const list = await rig.get<{ rows: { batch: string; replacedBy: string | null }[] }>(
      `/api/channels/${id}/batches`,
    );
    expect(list.rows.map(({ batch, replacedBy }) => [batch, replacedBy])).toEqual([
      ['c2', null],
      ['c1', 'c2'],
    ]);
    const twice = await send(id, key, { batch: 'c3', replaces: 'c1', rows: [row('商都西芹', 9)] });
    expect([twice.status, ((await twice.json()) as { reason: string }).reason]).toEqual([
      409,
      'replaced-before',
    ]);
    expect((await send(id, key, { batch: 'c4', replaces: 'none', rows: [row('Z', 1)] })).status).toBe(404);
    expect(await ofChannel(id)).toMatchObject({ amountFen: 90 });
  });

  it('[CHAN-2] a key opens its own channel only, and not after a new one was made', async () => {
    const [one, two] = [await addChannel('甲馆'), await addChannel('乙馆')];
    const body = { batch: 'k1', rows: [row('A', 1)] };
    expect((await send(two.id, one.key, body)).status).toBe(403);
    await rig.post(`/api/channels/${one.id}/key`, {});
    expect((await send(one.id, one.key, body)).status).toBe(403);
    const strange = await fetch(`${rig.url}/api/channels/${one.id}/batches`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    expect(strange.status).toBe(403);
    expect((await rig.post(`/api/channels/${one.id}/batches`, body)).status).toBe(200);
    await rig.post(`/api/channels/${two.id}/close`, {});
    expect((await rig.post(`/api/channels/${two.id}/batches`, body)).status).toBe(409);
  });
});

describe('wrong keys', () => {
  it('[CHAN-2] are bounded, so that nobody fills the audit log with them', async () => {
    const small = await openHubRig({ wrongTriesMax: 2 });
    try {
      const guess = async () =>
        (
          await fetch(`${small.url}/api/channels/ch1/batches`, {
            method: 'POST',
            headers: { 'x-channel-key': 'zqk_guess' },
            body: JSON.stringify({ batch: 'b', rows: [1] }),
          })
        ).status;
      expect([await guess(), await guess(), await guess()]).toEqual([403, 403, 429]);
    } finally {
      await small.close();
    }
  });
});

describe('an uploaded table', () => {
  it('[CHAN-6] is shown first, taken when the same file is accepted, and once', async () => {
    const { id } = await addChannel('京东专区', { kind: 'zone', banner: undefined });
    const csv = (amount: string) =>
      Buffer.from(
        `日期,商品名称,是否认定,金额(元),数量\n${yesterday},奈曼甘薯,是,${amount},2\n${yesterday},错,也许,1,1\n`,
      );
    const upload = async (bytes: Buffer, query = '') => {
      const headers = { authorization: `Bearer ${rig.hub.adminToken}`, 'x-file-name': 'sales.csv' };
      const init = { method: 'POST', headers, body: new Uint8Array(bytes) };
      const response = await fetch(`${rig.url}/api/channels/${id}/uploads${query}`, init);
      return {
        status: response.status,
        body: (await response.json()) as { digest: string; answer: BatchAnswer },
      };
    };
    const seen = await upload(csv('12.50'));
    expect(seen.body.answer).toMatchObject({ received: 2, accepted: 1, rejected: [{ row: 3 }] });
    expect(await ofChannel(id)).toBeUndefined();
    expect((await upload(csv('12.51'), `?digest=${seen.body.digest}`)).status).toBe(409);
    for (let n = 0; n < 2; n += 1)
      expect((await upload(csv('12.50'), `?digest=${seen.body.digest}`)).status).toBe(200);
    expect(await ofChannel(id)).toMatchObject({ amountFen: 1250, count: 2 });
    expect((await upload(Buffer.from([0x89, 0x50, 0x4e, 0x47]))).status).toBe(422);
  });
});

describe('totals', () => {
  it('[CHAN-1][CHAN-8] are labelled self-reported, and no counter-verified figure moves with them', async () => {
    const before = await rig.get<Dashboard>('/api/dashboard');
    const { id, key } = await addChannel('832 平台', { kind: '832', banner: undefined });
    await send(id, key, { batch: 't1', rows: [row('A', 300), row('B', 100, { certified: false })] });
    const byKind = await totalsOf('by=kind');
    expect(byKind.label).toEqual({ zh: '渠道自报', en: 'self-reported' });
    expect(byKind.rows.find(({ key: kind }) => kind === '832')).toMatchObject({
      amountFen: 400,
      certifiedClaimedShare: 75,
    });
    expect(byKind.total.amountFen).toBe(byKind.rows.reduce((sum, { amountFen }) => sum + amountFen, 0));
    for (const by of ['month', 'league'])
      expect((await totalsOf(`by=${by}`)).total.amountFen).toBe(byKind.total.amountFen);
    expect((await rig.get<Dashboard>('/api/dashboard')).allTime).toEqual(before.allTime);
    const { rows } = await rig.hub.slices.channels.totals({
      by: 'league',
      from: yesterday,
      to: today,
      scope: {
        everything: false,
        leagues: ['150200'],
        banners: [],
        operatingCompanies: [],
        hostUnits: [],
        creditCodes: [],
      },
    });
    expect(rows).toEqual([]);
  });
});

describe('the social network’s export', () => {
  it('[CHAN-9] writes a whole day of verified sales, one sum a line', async () => {
    const counter = await rig.addCounter('n-0001');
    await counter.sell(entries[0]!);
    expect((await rig.post('/api/channels/social-network/exports', { day: today })).status).toBe(422);
    const sent = await rig.post('/api/channels/social-network/exports', { day: yesterday });
    expect(await sent.json()).toEqual({ day: yesterday, lines: 0, reference: `sales-${yesterday}.jsonl` });
    const path = join(rig.folder, 'exports', 'social-network', `sales-${yesterday}.jsonl`);
    expect(await readFile(path, 'utf8')).toBe('');
  });
});
