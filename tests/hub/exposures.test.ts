// Exposure notices over a real hub: two people, the right of reply, what the public sees.
import { join } from 'node:path';
import { openDb } from '@zhuangui/protocol/db/open-db.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../hub/platform/clock.ts';
import { type HubRig, openHubRig, type RigPerson } from './hub-rig.ts';

const company = '某运营公司';
const script = '<script>alert(1)</script>';
const dayMs = 86_400_000;

describe('exposure notices', () => {
  let rig: HubRig;
  let writer: RigPerson;
  let approver: RigPerson;
  let party: RigPerson;
  let laterMs = 0;
  const page = async (path: string) => (await fetch(rig.url + path)).text();
  const idOf = async (answer: Response) => ((await answer.json()) as { id: string }).id;
  const wording = {
    title: `关于${script}的通报`,
    body: `经查实\n${script}`,
    legalBasis: `第十二条${script}`,
  };
  const draft = () => writer.post('/api/exposures', { targetKind: 'company', target: company, ...wording });

  beforeAll(async () => {
    const clock = systemClock();
    rig = await openHubRig({ clock: { ...clock, nowMs: () => clock.nowMs() + laterMs } });
    await rig.addCounter('c-0001');
    const office = [{ role: 'supervisor', place: { kind: 'region' } }] as const;
    writer = await rig.as(office, '起草人张三');
    approver = await rig.as(office, '复核人李四');
    party = await rig.as([
      { role: 'operating-company', place: { kind: 'operating-company', name: company } },
    ]);
  });
  afterAll(() => rig.close());

  it('[EXP-1, EXP-2] one person writes, another approves; the database refuses anything else', async () => {
    const id = await idOf(await draft());
    expect((await writer.post(`/api/exposures/${id}/publish`, {})).status).toBe(409);
    expect((await writer.post(`/api/exposures/${id}/approve`, {})).status).toBe(403);
    expect((await party.raw(`/api/exposures/${id}`)).status).toBe(404);
    const db = await openDb({ engine: 'node:sqlite', path: join(rig.folder, 'hub.db'), locking: 'normal' });
    const force = (who: string) =>
      db.run('UPDATE exposure_text SET approved_by_id = ? WHERE exposure = ?', [who, id]);
    await expect(force(writer.actor.id)).rejects.toThrow();
    await expect(db.run('UPDATE exposure SET published_at = 1 WHERE id = ?', [id])).rejects.toThrow();
    expect((await approver.post(`/api/exposures/${id}/approve`, {})).status).toBe(200);
    await expect(db.run('UPDATE exposure SET published_at = 1 WHERE id = ?', [id])).rejects.toThrow();
    await expect(db.run('DELETE FROM exposure_text WHERE exposure = ?', [id])).rejects.toThrow();
    await db.close();
  });

  it('[EXP-3, PUB-8] the party replies first; both are published, and no person is named', async () => {
    const id = await idOf(await draft());
    expect((await page(`/public/exposures/${id}`)).includes('data-result="unknown"')).toBe(true);
    await approver.post(`/api/exposures/${id}/approve`, { replyDays: 3 });
    expect((await approver.post(`/api/exposures/${id}/publish`, {})).status).toBe(409);
    expect(await party.get(`/api/exposures/${id}`)).toMatchObject({ state: 'hearing', mayReply: true });
    expect((await party.post(`/api/exposures/${id}/approve`, {})).status).toBe(403);
    expect((await party.post(`/api/exposures/${id}/reply`, { text: `已整改${script}` })).status).toBe(200);
    expect((await approver.post(`/api/exposures/${id}/publish`, {})).status).toBe(200);
    const html = await page(`/public/exposures/${id}`);
    for (const text of ['已整改', '经查实', company, '第十二条']) expect(html).toContain(text);
    expect(html).not.toContain('<script>');
    for (const name of ['张三', '李四']) expect(html).not.toContain(name);
    expect(await page('/public/exposures')).toContain(`/public/exposures/${id}`);
    expect((await party.post(`/api/exposures/${id}/reply`, { text: '再答' })).status).toBe(409);
  });

  it('[EXP-4, EXP-5] a new text voids the approval; a correction needs two again; taken down says why', async () => {
    const id = await idOf(await draft());
    const text = { title: '更正后的标题', body: '更正后的正文', legalBasis: '第十二条' };
    await approver.post(`/api/exposures/${id}/approve`, { replyDays: 3 });
    await party.post(`/api/exposures/${id}/reply`, { text: '已整改' });
    await writer.post(`/api/exposures/${id}/texts`, text);
    expect(await writer.get(`/api/exposures/${id}`)).toMatchObject({ state: 'draft', reply: null });
    await approver.post(`/api/exposures/${id}/approve`, { replyDays: 3 });
    await party.post(`/api/exposures/${id}/reply`, { text: '已整改' });
    await approver.post(`/api/exposures/${id}/publish`, {});
    expect((await writer.post(`/api/exposures/${id}/texts`, text)).status).toBe(422);
    await writer.post(`/api/exposures/${id}/texts`, { ...text, body: '第三版', why: '数字有误' });
    expect(await page(`/public/exposures/${id}`)).not.toContain('第三版');
    expect((await writer.post(`/api/exposures/${id}/approve`, {})).status).toBe(403);
    await approver.post(`/api/exposures/${id}/approve`, {});
    const corrected = await page(`/public/exposures/${id}`);
    for (const word of ['第三版', '数字有误']) expect(corrected).toContain(word);
    await approver.post(`/api/exposures/${id}/take-down`, { reason: '复核撤销' });
    const gone = await page(`/public/exposures/${id}`);
    expect(gone).toContain('复核撤销');
    expect(gone).not.toContain('第三版');
  });

  it('[EXP-6] outside one’s places a notice is unknown, and acts on it are refused', async () => {
    const id = await idOf(await draft());
    const league = await rig.as([{ role: 'supervisor', place: { kind: 'league', code: '150400' } }]);
    expect((await league.raw(`/api/exposures/${id}`)).status).toBe(404);
    expect((await league.post(`/api/exposures/${id}/approve`, {})).status).toBe(403);
    expect((await league.get<{ total: number }>('/api/exposures')).total).toBe(0);
    expect(
      (await league.post('/api/exposures', { targetKind: 'counter', target: 'c-0001', ...wording })).status,
    ).toBe(403);
  });

  it('[EXP-3] without a reply it waits for the end of the time', async () => {
    const id = await idOf(await draft());
    await approver.post(`/api/exposures/${id}/approve`, { replyDays: 3 });
    laterMs = 3 * dayMs + 1000;
    const late = await rig.as([{ role: 'supervisor', place: { kind: 'region' } }]);
    expect((await late.post(`/api/exposures/${id}/publish`, {})).status).toBe(200);
    expect(await page(`/public/exposures/${id}`)).toContain('期限内未收到答复');
  });
});
