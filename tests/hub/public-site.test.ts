// What anybody may look up, over the hub's real HTTP: escaping, caching, limits, complaints without script.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFormTokens, formLifeMs } from '../../hub/supervision/form-token.ts';
import { type HubRig, openHubRig, type RigCounter, type RigPerson } from './hub-rig.ts';
import { sampleEntries } from './public-samples.ts';

const script = '<script>alert(1)</script>';
const escapedScript = '&#60;script&#62;';

describe('the public site', () => {
  let rig: HubRig;
  let counter: RigCounter;
  let supervisor: RigPerson;
  let order: string;
  const [good, bad] = sampleEntries();
  const fetched = async (path: string, init?: RequestInit) => {
    const response = await fetch(rig.url + path, init);
    return { status: response.status, headers: response.headers, html: await response.text() };
  };
  const tokenOf = (html: string) => /name="token" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const form = () => `/r/c-0001/${order}/complaint`;
  const file = (fields: Record<string, string>) =>
    fetch(rig.url + form(), {
      method: 'POST',
      body: new URLSearchParams({ category: 'quality', text: '有异味', contact: '', ...fields }),
      redirect: 'manual',
    });
  const newToken = async () => tokenOf((await fetched(form())).html);

  beforeAll(async () => {
    rig = await openHubRig();
    await rig.publish([good, { ...bad, supplier: { ...bad.supplier, name: `合作社${script}` } }]);
    counter = await rig.addCounter('c-0001', `一号柜${script}`);
    await counter.sell(good);
    order = (await rig.hub.ledger.recentSales(1))[0]!.order;
    supervisor = await rig.as([{ role: 'supervisor', place: { kind: 'region' } }]);
  });
  afterAll(() => rig.close());

  it('[PUB-3, PUB-5, PUB-7, PUB-9] script in any text stays text on every page', async () => {
    const body = {
      kind: 'lot',
      target: bad.id,
      lots: ['L"><b>'],
      reason: `不合格${script}`,
      legalBasis: script,
    };
    expect((await supervisor.post('/api/supervision/sanctions', body)).status).toBe(201);
    const paths = [
      `/public?q=${encodeURIComponent(script)}`,
      '/public?q=c-0001',
      `/catalog?q=${encodeURIComponent('"><script>alert(1)</script>')}`,
      '/catalog',
      `/p/${bad.id}`,
      `/public/certificate/${bad.certificate.number}`,
      `/public/supplier/${bad.supplier.creditCode}`,
      '/public/counter/c-0001',
      '/public/withdrawals',
      `/r/c-0001/${order}`,
      '/r/c-0001/%3Cscript%3E',
      '/public/exposures/%3Cscript%3E',
      '/public/complaints/%3Cscript%3E',
    ];
    for (const path of paths.flatMap((one) => [one, `${one}${one.includes('?') ? '&' : '?'}lang=en`])) {
      const { html } = await fetched(path);
      expect(html, path).not.toMatch(/<script|<b>/);
    }
    expect((await fetched('/public/withdrawals')).html).toContain(escapedScript);
    expect((await fetched('/public/counter/c-0001')).html).toContain(escapedScript);
    expect((await fetched('/public/counter/c-0001?lang=en')).html).toMatch(
      /Certified share[^%]*(100%|no sales yet)/,
    );
    expect((await fetched('/public/supplier/NOBODY')).status).toBe(404);
    const csv = (await fetched('/catalog.csv')).html;
    expect(csv).toContain(good.certificate.number);
  });

  it('[PUB-5, PUB-7] what is suspended or blacklisted says so, with reason and level, without a name', async () => {
    const impose = async (body: object) =>
      ((await (await supervisor.post('/api/supervision/sanctions', body)).json()) as { id: string }).id;
    const company = await impose({ kind: 'company', target: '某运营公司', reason: '整顿期间' });
    const black = await impose({ kind: 'supplier', target: good.supplier.creditCode, reason: '虚假材料' });
    const at = await fetched('/public/counter/c-0001');
    expect(at.html).toContain('data-result="suspended"');
    expect(at.html).toContain('整顿期间');
    const supplier = await fetched(`/public/supplier/${good.supplier.creditCode}`);
    expect(supplier.html).toContain('data-result="blacklisted"');
    expect((await fetched(`/p/${good.id}`)).html).toContain('data-result="withdrawn"');
    for (const id of [company, black])
      await supervisor.post(`/api/supervision/sanctions/${id}/release`, { reason: '整改完成' });
    expect((await fetched('/public/counter/c-0001')).html).toContain('data-result="in-order"');
    const released = (await fetched('/public/withdrawals?state=released')).html;
    expect(released).toContain('整顿期间');
    expect(released).not.toContain(supervisor.actor.name);
  });

  it('[PUB-4] kept for half a minute and asked for again by ETag; two languages without script', async () => {
    const first = await fetched('/catalog');
    expect(first.headers.get('cache-control')).toBe('public, max-age=30');
    const again = await fetched('/catalog', {
      headers: { 'if-none-match': first.headers.get('etag')!, 'cache-control': 'max-age=0' },
    });
    expect(again.status).toBe(304);
    const english = await fetched('/catalog?lang=en');
    expect(english.html).toContain('lang="en"');
    expect(english.html).toContain('Certified catalog');
    expect((await fetched(form())).headers.get('cache-control')).toBe('no-store');
  });

  it('[PUB-6] a receipt carries the exact lines, their hashes, the permit and what they prove', async () => {
    const { html } = await fetched(`/r/c-0001/${order}`);
    const lines = (await rig.hub.ledger.orderLines('c-0001', order))!;
    expect(lines.lines.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    const [position] = await rig.hub.ledger.positions();
    expect(lines.lines.at(-1)!.hash).toBe(position!.hash);
    for (const { hash } of lines.lines) expect(html).toContain(hash);
    for (const text of ['data-testid="proof"', lines.heads[0]!.hash, good.certificate.number, '出货许可'])
      expect(html).toContain(text);
  });

  it('[CMPL-1, CMPL-3, CMPL-5] a complaint about a sale: filed without script, handled in place, answered by code', async () => {
    const token = await newToken();
    const sent = await file({ token, text: `有异味${script}`, contact: '13800000000' });
    expect(sent.status).toBe(303);
    const path = sent.headers.get('location')!;
    const code = path.split('/').at(-1)!;
    expect(code).toMatch(/^[2-9A-HJ-NP-Z]{16}$/);
    // The form sent twice is one complaint.
    expect((await file({ token })).headers.get('location')).toBe(path);
    const state = async () => (await fetched(path)).html;
    expect(await state()).toContain('data-result="open"');
    expect(await state()).not.toContain('有异味');
    const list = await supervisor.get<{ rows: object[]; total: number }>('/api/complaints');
    expect(list).toMatchObject({ total: 1, rows: [{ code, hasContact: 1 }] });
    expect(JSON.stringify(list)).not.toContain('13800000000');
    const elsewhere = await rig.as([{ role: 'supervisor', place: { kind: 'league', code: '150400' } }]);
    expect((await elsewhere.get<{ total: number }>('/api/complaints')).total).toBe(0);
    expect((await elsewhere.raw(`/api/complaints/${code}`)).status).toBe(404);
    expect((await elsewhere.post(`/api/complaints/${code}/contact`)).status).toBe(404);
    const contact = await supervisor.post(`/api/complaints/${code}/contact`);
    expect(await contact.json()).toEqual({ contact: '13800000000' });
    const { rows } = await rig.get<{ rows: { action: string }[] }>('/api/audit?pageSize=50');
    expect(rows.some(({ action }) => action === 'complaint.contact')).toBe(true);
  });

  it('[CMPL-4] steps are kept; notes are not public; a closed one is opened before it goes on', async () => {
    const sent = await file({ token: await newToken(), text: '找零不符' });
    const path = sent.headers.get('location')!;
    const act = (step: string, text: string) =>
      supervisor.post(`/api/complaints/${path.split('/').at(-1)}/${step}`, { text });
    await act('assign', '王五');
    await act('notes', '内部备注');
    await act('answers', `已退款${script}`);
    expect((await act('close', '已办结')).status).toBe(200);
    expect((await act('answers', '又答')).status).toBe(409);
    const { html } = await fetched(path);
    expect(html).toContain('已退款');
    expect(html).not.toContain('<script>');
    expect(html).not.toContain('内部备注');
    expect((await act('reopen', '新情况')).status).toBe(200);
  });

  it('[CMPL-2] a forged, foreign or old form and a filled trap are refused, and the text is kept', async () => {
    const token = await newToken();
    const refused = async (fields: Record<string, string>) => {
      const answer = await file(fields);
      expect(answer.status).toBe(422);
      return answer.text();
    };
    const [nonce, at, mac] = token.split('.') as [string, string, string];
    const forged = `${nonce}.${at}.${mac.startsWith('0') ? '1' : '0'}${mac.slice(1)}`;
    expect(await refused({ token: forged, text: `留下的文字${script}` })).toContain('留下的文字');
    await refused({ token: '' });
    await refused({ token, website: 'http://spam' });
    await refused({ token, text: 'x'.repeat(1001) });
    await refused({ token, category: 'nonsense' });
    const forms = createFormTokens(rig.hub.adminToken);
    const other = forms.issue('c-0001', `o${'ab'.repeat(12)}`, nonce, Date.now());
    await refused({ token: other });
    const old = forms.issue('c-0001', order, nonce, Date.now() - formLifeMs - 1000);
    expect(forms.check(old, 'c-0001', order, Date.now())).toEqual({ ok: false, why: 'expired' });
    // More than ten tries from one address: nothing is even looked at any more.
    const answers = await Promise.all(Array.from({ length: 4 }, () => file({ token: old })));
    expect(answers.at(-1)!.status).toBe(429);
    expect((await fetched('/catalog')).status).toBe(200);
  });

  it('[PUB-3] nobody asks too often', async () => {
    const answers = await Promise.all(Array.from({ length: 125 }, () => fetched('/public/exposures')));
    const late = answers.filter(({ status }) => status === 429);
    expect(late.length).toBeGreaterThan(0);
    expect(late[0]!.html).toContain('data-result="too-many"');
  });
});
