// Settings, people and the approval page over the hub's real HTTP.
import { signInAskMessage } from '@zhuangui/protocol/settings.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HubRig, openHubRig } from './hub-rig.ts';

const request = `q${'0f'.repeat(16)}`;

describe('settings and people over HTTP', () => {
  let rig: HubRig;
  beforeAll(async () => {
    rig = await openHubRig();
    await rig.addCounter('c-0001', '一号<柜>');
  });
  afterAll(() => rig.close());

  it('[CONF-21] sets with the token only, and says which field does not fit', async () => {
    expect((await rig.post('/api/settings', { paymentS: 120 }, '')).status).toBe(401);
    expect((await rig.post('/api/settings', { paymentS: 120 })).status).toBe(200);
    const bad = await rig.post('/api/counters/c-0001/settings', { redAfterS: 999_999 });
    expect(bad.status).toBe(400);
    expect(await bad.text()).toContain('redAfterS');
    expect((await rig.post('/api/counters/c-9999/settings', {})).status).toBe(404);
    expect(await rig.get('/api/counters/c-0001/settings')).toMatchObject({
      desired: { settings: { paymentS: 120 } },
    });
  });

  it('[CONF-25] takes a setting of its own back, once', async () => {
    const path = '/api/counters/c-0001/settings';
    expect((await rig.post(path, { paymentS: 90, redAfterS: 7200 })).status).toBe(200);
    expect(await rig.get(path)).toMatchObject({ desired: { settings: { paymentS: 90 } } });
    const takeBack = (name: string) =>
      fetch(`${rig.url}${path}/${name}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${rig.hub.adminToken}` },
      });
    const view = (await (await takeBack('paymentS')).json()) as object;
    expect(view).toMatchObject({ own: { redAfterS: 7200 }, desired: { settings: { paymentS: 120 } } });
    expect((await takeBack('paymentS')).status).toBe(404);
    expect((await takeBack('__proto__')).status).toBe(404);
  });

  it('[OPS-1, OPS-2, OPS-5] adds people without giving their secrets back', async () => {
    const person = {
      operator: '1007',
      name: '其其格',
      role: 'operator',
      pin: '702951',
      counters: ['c-0001'],
    };
    const operators = (token: string) =>
      fetch(`${rig.url}/api/operators`, { headers: { authorization: `Bearer ${token}` } });
    expect((await rig.post('/api/operators', { ...person, pin: '123456' })).status).toBe(400);
    expect((await rig.post('/api/operators', { ...person, counters: ['c-9999'] })).status).toBe(404);
    expect((await rig.post('/api/operators', person)).status).toBe(201);
    const all = JSON.stringify([
      await (await operators(rig.hub.adminToken)).json(),
      await rig.get('/api/counters/c-0001/settings'),
    ]);
    expect((await fetch(`${rig.url}/api/operators`)).status).toBe(401);
    expect((await operators('wrong')).status).toBe(401);
    expect(all).toContain('1007');
    expect(all).not.toContain('argon2');
    expect((await rig.post('/api/operators/4242/remove', {})).status).toBe(404);
  });

  const answer = (operator: string, pin: string, at = request) =>
    fetch(`${rig.url}/approve/c-0001/${at}`, {
      method: 'POST',
      body: new URLSearchParams({ operator, pin }),
    });

  it('[OPS-4] shows the page only while the counter asks, escapes names, and says what came of it', async () => {
    expect((await fetch(`${rig.url}/approve/c-0001/${request}`)).status).toBe(410);
    rig.hub.approvals.onAsk('c-0001', signInAskMessage.encode({ v: 1, request, expiresInS: 60 }));
    const page = await fetch(`${rig.url}/approve/c-0001/${request}`);
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(html).toContain('一号&#60;柜&#62;');
    expect(html).not.toContain('<柜>');
    expect((await answer('1007', '12')).status).toBe(400);
    expect((await answer('1007', '111112')).status).toBe(403);
    // The counter of this test has no connection, so the right answer finds nobody.
    expect((await answer('1007', '702951')).status).toBe(503);
    expect((await answer('1007', '702951')).status).toBe(410);
  });
});
