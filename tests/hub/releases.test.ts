// Releases over HTTP on a demonstration's hub: who may do what, what is refused, what everybody may take away.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Grant, Role } from '../../hub/people/actor.ts';
import { sampleEntries } from '../../simulators/samples/entries.ts';
import { type HubRig, openHubRig, type RigPerson } from './hub-rig.ts';

const entries = sampleEntries({ count: 12, referenceDate: '2026-11-23' });
const region = (role: Role): Grant => ({ role, place: { kind: 'region' } });
let rig: HubRig;
let admin: RigPerson;
let certifiers: RigPerson[];

beforeAll(async () => {
  rig = await openHubRig();
  await rig.publish(entries);
  admin = await rig.as([region('administrator')]);
  certifiers = await Promise.all([1, 2].map(() => rig.as([region('region-certifier')])));
});
afterAll(() => rig.close());

async function create(title: string): Promise<string> {
  const { id } = (await (await admin.post('/api/releases', { title })).json()) as { id: string };
  return `/api/releases/${id}`;
}

describe('releases over HTTP', () => {
  it('[REL-8] a price band is changed by two certifiers’ signatures, and the history tells it', async () => {
    const path = await create('<img src=x onerror=alert(1)>');
    const [entry] = entries as [(typeof entries)[0]];
    const { minFen } = entry.priceBand;
    const dearer = { ...entry, priceBand: { minFen, maxFen: minFen + 5000 } };
    const put = await admin.put(`${path}/entries/${entry.id}`, { entry: dearer, reason: '成本上涨' });
    expect(put.status).toBe(200);
    const { digest } = (await (await admin.post(`${path}/submit`, {})).json()) as { digest: string };
    expect((await admin.post(`${path}/signatures`, { digest })).status).toBe(403);
    for (const one of certifiers) expect((await one.post(`${path}/signatures`, { digest })).status).toBe(201);
    expect((await certifiers[0]!.post(`${path}/publish`, { digest })).status).toBe(403);
    expect((await admin.post(`${path}/publish`, { digest })).status).toBe(200);
    const { entry: now, history } = await admin.get<{
      entry: typeof entry;
      history: { version: number; words: { zh: string } }[];
    }>(`/api/catalog/entries/${entry.id}`);
    expect(now.priceBand.maxFen).toBe(minFen + 5000);
    expect(history.map(({ version }) => version)).toEqual([3, 2]);
    expect(history[0]!.words.zh).toContain('价格上限');
    const list = await admin.get<{ rows: { title: string }[] }>('/api/releases?search=onerror&sort=-version');
    expect(list.rows).toHaveLength(1);
  });

  it('[JOB-1, REL-9] published as a job: refused at once while a signature is missing, then told step by step', async () => {
    const path = await create('作业发布');
    const [, entry] = entries as [unknown, (typeof entries)[0]];
    const { minFen } = entry.priceBand;
    const dearer = { ...entry, priceBand: { minFen, maxFen: minFen + 7000 } };
    await admin.put(`${path}/entries/${entry.id}`, { entry: dearer, reason: '成本上涨' });
    const { digest } = (await (await admin.post(`${path}/submit`, {})).json()) as { digest: string };
    const publish = () => admin.post(`${path}/publish?job=1`, { digest });
    const jobs = async () =>
      (await admin.get<{ rows: { kind: string }[] }>('/api/jobs')).rows.filter(
        ({ kind }) => kind === 'catalog-publish',
      );
    await certifiers[0]!.post(`${path}/signatures`, { digest });
    const early = await publish();
    expect(early.status).toBe(409);
    expect(await early.json()).toMatchObject({ reason: 'two-signatures-needed' });
    expect(await jobs()).toEqual([]);
    await certifiers[1]!.post(`${path}/signatures`, { digest });
    const begun = await publish();
    expect(begun.status).toBe(200);
    const { job } = (await begun.json()) as { job: string };
    const stream = await (await admin.raw(`/api/jobs/${job}/events`, {})).text();
    const last = JSON.parse(stream.trimEnd().split('data: ').at(-1)!) as { result: { version: number } };
    expect(last).toMatchObject({ state: 'done', done: 4, total: 4, error: null });
    expect(await admin.get(path)).toMatchObject({ state: 'published', version: last.result.version });
    expect((await publish()).status).toBe(409);
  });

  it('[REL-2] the national file is taken in as a job; a file that is none fails with words', async () => {
    const path = await create('全国目录');
    const bytes = await readFile(join(import.meta.dirname, '../../simulators/samples/catalog.xlsx'));
    const upload = async (body: Uint8Array, name: string) => {
      const answer = await admin.raw(`${path}/file?absent=keep`, {
        method: 'POST',
        headers: { 'x-file-name': encodeURIComponent(name) },
        body: Buffer.from(body),
      });
      return `/api/jobs/${((await answer.json()) as { id: string }).id}`;
    };
    const job = await upload(bytes, '全国目录.xlsx');
    const ended = (where: string) =>
      vi.waitFor(
        async () => {
          const view = await admin.get<{ state: string; result: unknown; error: { message: string } }>(where);
          expect(view.state).not.toBe('running');
          return view;
        },
        { timeout: 15_000, interval: 50 },
      );
    expect(await ended(job)).toMatchObject({ state: 'done', result: { fileName: '全国目录.xlsx' } });
    const { files, counts } = await admin.get<{ files: { sha256: string }[]; counts: { file: number } }>(
      path,
    );
    expect(counts.file).toBeGreaterThan(0);
    const report = await admin.raw(`${path}/files/${files[0]!.sha256}/rejected`);
    expect(report.headers.get('content-type')).toContain('text/csv');
    const bad = await ended(await upload(new TextEncoder().encode('%PDF-1.7 kein Katalog'), 'katalog.xlsx'));
    expect(bad).toMatchObject({
      state: 'failed',
      error: { message: expect.stringMatching(/\p{Script=Han}/u) },
    });
  });

  it('[REL-10, PEO-3] the roll-out shows a place its own counters only', async () => {
    const counter = await rig.addCounter('m-0101');
    await counter.confirm();
    const company = (name: string): Grant => ({
      role: 'operating-company',
      place: { kind: 'operating-company', name },
    });
    const [mine, other] = await Promise.all([rig.as([company('某运营公司')]), rig.as([company('别家')])]);
    const view = (who: RigPerson) => who.get<{ counters: number; upToDate: number }>('/api/catalog/rollout');
    expect(await view(mine)).toMatchObject({ counters: 1, upToDate: 1 });
    expect(await view(other)).toMatchObject({ counters: 0 });
    const rows = await other.get<{ total: number }>('/api/catalog/rollout/counters');
    expect(rows.total).toBe(0);
  });

  it('[REL-11] anybody takes the catalog away; nobody else changes it', async () => {
    for (const format of ['csv', 'xlsx', 'json']) {
      const answer = await fetch(`${rig.url}/api/catalog/export?format=${format}`);
      expect([answer.status, answer.headers.get('content-disposition')]).toEqual([
        200,
        `attachment; filename=catalog-4.${format}`,
      ]);
    }
    const banner = await rig.as([{ role: 'banner-reviewer', place: { kind: 'banner', code: '150430' } }]);
    for (const path of ['/api/releases', '/api/keys'])
      expect((await banner.post(path, { title: 'x' })).status).toBe(403);
    expect((await fetch(`${rig.url}/api/releases`)).status).toBe(401);
    expect((await admin.raw('/api/releases/none')).status).toBe(404);
    expect((await admin.raw('/api/releases?sort=id;drop%20table&page=99999')).status).toBe(200);
  });
});
